// Options of the command line, each of which can be given in the environment too.

import { Option } from 'commander';

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

export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}
