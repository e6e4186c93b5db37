// Options of the command line. Each can also be given as an environment variable.

import { Option } from 'commander';

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

export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}
