// Reads the values of options. Each parser throws commander's InvalidArgumentError, whose message
// commander shows behind the option and the value.

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

export function price(value: string): number {
  if (/^\d+(\.\d+)?(e-\d+)?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a number of dollars, such as 0.0000166667.');
}

export function patterns(value: string, previous: readonly string[] = []): string[] {
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

/** Policies name keys, so an alias would not do. */
export function keyArns(value: string, previous: readonly string[] = []): string[] {
  if (/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/\S+$/.test(value)) return [...previous, value];
  throw new InvalidArgumentError('It must be the ARN of a key, arn:aws:kms:…:key/….');
}

export function roleArn(value: string): string {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(value)) return value;
  throw new InvalidArgumentError('It must be the ARN of a role, arn:aws:iam::…:role/….');
}
