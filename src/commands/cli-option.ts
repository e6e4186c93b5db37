// Options of the command line. Each can also be given as an environment variable.

import { type Command, Option } from 'commander';
import { givenBothWays, givenTwice } from '../errors/user-error.ts';

/** An option that can also be given as a variable WORDCOUNT_…; an empty variable counts as absent. */
export function option(
  flags: string,
  description: string,
  // biome-ignore lint/suspicious/noExplicitAny: a parser receives what it returned before.
  parse?: (value: string, previous?: any) => unknown,
): Option {
  const made = new Option(flags, description);
  const name = made.long?.slice(2).replaceAll('-', '_').toUpperCase();
  const variable = `WORDCOUNT_${name}`;
  if (parse) made.argParser(parse);
  // For commander, any value of a flag's variable means yes, even an empty one or 0.
  const isFlag = !made.required && !made.optional;
  const isGiven = isFlag ? isOn(process.env[variable]) : process.env[variable] !== '';
  return isGiven ? made.env(variable) : made;
}

const repeatableOptions = new WeakSet<Option>();

/** Marks an option that may be given several times, with one value each. Its parser collects them. */
export function repeatable(option: Option): Option {
  repeatableOptions.add(option);
  return option;
}

/** Whether the option may be given again, or takes several values. */
export function takesList(option: Option): boolean {
  return option.variadic || repeatableOptions.has(option);
}

/** Options whose values must not appear in a log. */
export const SECRETS: readonly string[] = ['token'];

/**
 * Makes the command refuse a second value for an option that takes one; commander silently keeps the
 * last. A variable does not count, because the command line takes precedence over the environment.
 */
export function refuseSecondValues(command: Command): void {
  for (const option of command.options) {
    const takesOne = (option.required || option.optional) && !takesList(option);
    if (!takesOne) continue;
    const given: string[] = [];
    command.on(`option:${option.name()}`, (value: string | null) => {
      given.push(value === null ? 'no value' : JSON.stringify(value));
      if (given.length > 1) {
        throw givenTwice(`--${option.name()}`, SECRETS.includes(option.name()) ? [] : given);
      }
    });
  }
}

/** Makes the command refuse an option together with the one that undoes it; commander silently keeps the last. */
export function refuseBothWays(command: Command): void {
  for (const undoing of command.options.filter(({ negate }) => negate)) {
    const name = undoing.attributeName();
    const one = command.options.find((each) => !each.negate && each.attributeName() === name);
    if (!one) continue;
    const given = new Set<Option>();
    for (const option of [one, undoing]) {
      command.on(`option:${option.name()}`, () => {
        given.add(option);
        if (given.size > 1) throw givenBothWays(`--${one.name()}`, `--${undoing.name()}`);
      });
    }
  }
}

/**
 * Makes a variable count as absent beside a typed option that it conflicts with; commander refuses both. The command
 * line takes precedence.
 */
export function letTypedPrevail(command: Command): void {
  for (const option of command.options) {
    command.on(`optionEnv:${option.name()}`, () => {
      const isContradicted = command.options.some(
        (other) =>
          command.getOptionValueSource(other.attributeName()) === 'cli' &&
          (conflictsOf(option).includes(other.attributeName()) ||
            conflictsOf(other).includes(option.attributeName())),
      );
      if (isContradicted) forgetVariable(command, option.attributeName());
    });
  }
}

/** Gives an option its default if its value comes from a variable. */
export function forgetVariable(command: Command, name: string): void {
  if (command.getOptionValueSource(name) !== 'env') return;
  const options = command.options.filter((option) => option.attributeName() === name);
  // One that can only be undone is on.
  const isOnByDefault = options.every(({ negate }) => negate);
  const value = isOnByDefault ? true : options.find(({ negate }) => !negate)?.defaultValue;
  command.setOptionValueWithSource(name, value, 'default');
}

/** Commander's types leave them out. */
function conflictsOf(option: Option): readonly string[] {
  return (option as Option & { readonly conflictsWith: readonly string[] }).conflictsWith;
}

export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}
