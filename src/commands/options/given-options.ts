// Describes the options that were given, for a report that may be shown to others.

import type { Command } from 'commander';
import type { Moment } from '../../engines/engine-options.ts';
import { hidePassword } from '../../text/hide-password.ts';
import { SECRETS } from '../cli-option.ts';

/** They say where the output goes or who may watch, and nothing about what was counted. */
const NOT_ABOUT_COUNTING: readonly string[] = [
  ...['report', 'format', 'json', 'agg', 'progress', 'verbose', 'quiet', 'color', 'debug'],
  ...['all', 'journal', 'confirmOver', 'yes', 'dryRun'],
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
  if (typeof value === 'object' && value !== null) return describeMoment(value as Moment);
  if (value === true) return 'yes';
  const text = String(value);
  return /^\s*https?:/i.test(text) ? hidePassword(text) : text;
}

/** The largest first. */
const AGE_UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

function describeMoment(moment: Moment): string {
  if ('atMs' in moment) return new Date(moment.atMs).toISOString();
  const [unit, unitMs] = AGE_UNITS.find(([, ms]) => moment.agoMs % ms === 0) ?? ['ms', 1];
  return `${moment.agoMs / unitMs}${unit}`;
}
