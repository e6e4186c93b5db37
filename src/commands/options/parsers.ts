// Reads the values of options. Each parser throws commander's InvalidArgumentError, whose message
// commander shows behind the option and the value.

import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export function wholeNumber({ min, max }: Bounds) {
  return (value: string): number => {
    const number = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

export const positive = wholeNumber({ min: 1, max: 9_999_999 });

export function positiveOrAuto(value: string): number | 'auto' {
  if (value === 'auto') return value;
  try {
    return positive(value);
  } catch {
    throw new InvalidArgumentError('It must be auto or a whole number from 1 to 9999999.');
  }
}
/** Each needs a connection, which reads of objects need too. */
export const laneCount = wholeNumber({ min: 1, max: 200 });

/** Bytes, from a number with a binary unit such as `32M`. */
export function size(minBytes: number) {
  return (value: string): number => {
    const [, digits, unit = ''] = /^(\d{1,9})([KMGT]?)(?:iB|B)?$/i.exec(value) ?? [];
    const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? 1);
    if (bytes >= minBytes) return bytes;
    throw new InvalidArgumentError(
      `It must be a size of ${minBytes / 1024}K or more, such as 32M or 1G.`,
    );
  };
}

/** Bytes, of any number. */
export function anySize(value: string): number {
  const [, digits, unit = ''] = /^(\d{1,15})([KMGT]?)(?:iB|B)?$/i.exec(value) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? 1);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('It must be a number of bytes, such as 500, 64K or 1G.');
}

/** A share in percent, such as `2%`; 0 for `off`. */
export function percentOrOff(value: string): number {
  if (value === 'off') return 0;
  const percent = /^\d{1,3}(\.\d{1,3})?%$/.test(value) ? Number(value.slice(0, -1)) : 0;
  if (percent > 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('It must be off, or a share such as 2% or 0.5%, up to 100%.');
}

const AGE_UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** A date, a time with its zone, or an age such as `7d`. */
export function moment(value: string): { atMs: number } | { agoMs: number } {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(value) ?? [];
  if (count !== undefined) return { agoMs: Number(count) * (AGE_UNITS_MS[unit] ?? 0) };
  const [, date = ''] =
    /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/.exec(value) ??
    [];
  const isDay = !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  const atMs = Date.parse(value);
  if (isDay && !Number.isNaN(atMs)) return { atMs };
  throw new InvalidArgumentError(
    'It must be an age such as 36h or 7d, a date such as 2026-11-01, or a time such as 2026-11-01T12:00Z.',
  );
}

export function storageClasses(value: string, previous: readonly string[] = []): string[] {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(value)) return [...previous, value.toUpperCase()];
  throw new InvalidArgumentError('It must be the name of a storage class, such as STANDARD_IA.');
}

/** Patterns from a file, one a line. Empty lines, and lines that begin with `#`, have none. */
export function patternsFrom(path: string, previous: readonly string[] = []): string[] {
  const lines = readLines(path).filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length > 0) return [...previous, ...lines];
  throw new InvalidArgumentError('There is no pattern in it.');
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${(error as Error).message}.`);
  }
}

export function price(value: string): number {
  if (/^\d+(\.\d+)?(e-\d+)?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a number of dollars, such as 0.0000166667.');
}

/** Dollars, more than none. */
export function amount(value: string): number {
  const dollars = /^\$?(\d{1,9}(?:\.\d{1,12})?|\.\d{1,12})$/.exec(value)?.[1];
  if (Number(dollars) > 0) return Number(dollars);
  throw new InvalidArgumentError('It must be a number of dollars above 0, such as 0.50.');
}

export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** A path, or `-` for standard input. */
export function keysPath(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('It must be the path of a file, or - for standard input.');
}

/** The id of an earlier run. */
export function runId(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('It must be the id of a run; "wordcount runs" lists them.');
}

export function runIds(value: string, previous: readonly string[] = []): string[] {
  return [...previous, runId(value)];
}

/** For options that may be repeated. */
export function nonEmpty(value: string, previous: readonly string[] = []): string[] {
  if (value !== '') return [...previous, value];
  throw new InvalidArgumentError('It must not be empty.');
}

/** Without a scheme, `localhost:9000` would be a URL whose scheme is `localhost`. */
export function endpointUrl(value: string): string {
  if (URL.canParse(value) && /^https?:\/\//i.test(value)) return value;
  const isHost = /^[\w.-]+(?::\d+)?(?:\/\S*)?$/.test(value) && !/^https?[:/]/.test(value);
  const suggested = `http://${isHost ? value : '127.0.0.1:9000'}`;
  throw new InvalidArgumentError(`It must be a URL with its scheme, such as ${suggested}.`);
}

/** The name alone, because the prefix has an option of its own. */
export function bucketAlone(value: string): string {
  if (!value.includes('/')) return value;
  const [, bucket = 'NAME', prefix = ''] = /^(?:s3:\/\/)?([^/]+)\/?(.*)$/.exec(value) ?? [];
  const rest = prefix === '' ? '' : ` --prefix ${prefix}`;
  throw new InvalidArgumentError(`It must be a name alone: --bucket ${bucket}${rest}.`);
}

/** Old buckets have longer names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. */
export function bucketName(value: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(value)) return value;
  throw new InvalidArgumentError('It must be the name of a bucket.');
}

export function bucketNames(value: string, previous: readonly string[] = []): string[] {
  return [...previous, bucketName(value)];
}

/** Standard output has the result of the run already. */
export function reportPath(value: string): string {
  if (value === '-') {
    throw new InvalidArgumentError(
      'A report is a file for a browser: give it a path, such as report.html.',
    );
  }
  if (value !== '') return value;
  throw new InvalidArgumentError('It must be the path of a file, such as report.html.');
}
