// Options of the command line, each of which can be given in the environment too.

import { type Command, Option } from 'commander';
import { givenTwice } from '../errors/user-error.ts';

/** An option that can be given as the environment variable WORDCOUNT_… too; an empty one is none. */
export function option(
  flags: string,
  description: string,
  // biome-ignore lint/suspicious/noExplicitAny: a parser is given what it returned before.
  parse?: (value: string, previous?: any) => unknown,
): Option {
  const made = new Option(flags, description);
  const name = made.long?.slice(2).replaceAll('-', '_').toUpperCase();
  const variable = `WORDCOUNT_${name}`;
  if (parse) made.argParser(parse);
  // To commander any value of a flag's variable means yes, an empty one and 0 too.
  const isFlag = !made.required && !made.optional;
  const isGiven = isFlag ? isOn(process.env[variable]) : process.env[variable] !== '';
  return isGiven ? made.env(variable) : made;
}

/** Options whose values are not for a log. */
const SECRETS: readonly string[] = ['token'];

/**
 * Has the command refuse a second value for an option that takes one; by itself commander keeps the
 * last and says nothing. A value of the environment is no second one, for what is typed goes before it.
 */
export function refuseSecondValues(command: Command): void {
  for (const option of command.options) {
    const takesOne = (option.required || option.optional) && !option.variadic;
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

export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}
