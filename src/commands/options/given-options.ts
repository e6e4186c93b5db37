// Describes the options that were given, for a report that may be shown to others.

import type { Command } from 'commander';
import { SECRETS } from '../cli-option.ts';

/** They say where the output goes or who may watch, and nothing about what was counted. */
const NOT_ABOUT_COUNTING: readonly string[] = [
  ...['report', 'format', 'json', 'agg', 'progress', 'verbose', 'quiet', 'color', 'debug'],
  ...['all', 'journal'],
  ...['port', 'host', 'allowHost', 'maxRuns', 'grace'],
];

/**
 * Names and values of the options that came from one of these places: the command line or a variable. No
 * secrets.
 */
export function describeGivenOptions(
  command: Command,
  places: readonly ('cli' | 'env')[] = ['cli', 'env'],
): (readonly [string, string])[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    const isGiven = places.some((place) => place === source);
    const isTold = !SECRETS.includes(name) && !NOT_ABOUT_COUNTING.includes(name);
    if (!isGiven || !isTold) return [];
    return [[option.long ?? option.flags, describeValue(command.getOptionValue(name))] as const];
  });
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(describeValue).join(' ');
  return value === true ? 'yes' : withoutPassword(String(value));
}

/** An address may have a user and a password in front of its host. */
function withoutPassword(text: string): string {
  return text.replace(/(\w:\/\/)[^/@\s]*@/, '$1…@');
}
