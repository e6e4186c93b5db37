// The errors of sources and selections: what a person names that cannot be counted.

import { UserError } from './user-error.ts';
import { withStop } from './with-stop.ts';

export const sourceTwice = (source: string, option: string) =>
  new UserError(
    `${source} and ${option} both name what to count. Leave ${option} out, or name it as a source too.`,
  );
export const emptySource = () =>
  new UserError(
    'A source is empty: give s3://BUCKET/PREFIX, or the path of a file or folder. Check the variable that it comes from.',
  );
export const bucketAndPath = (bucket: string, path: string) =>
  new UserError(
    `s3://${bucket} and ${path} cannot be counted together: a run counts one bucket, or files of this machine. Make two runs.`,
  );
export const severalBuckets = (one: string, other: string) =>
  new UserError(
    `s3://${one} and s3://${other} cannot be counted together: a run counts one bucket. Make a run for each.`,
  );
export const prefixTwice = (source: string) =>
  new UserError(
    `--prefix cannot be given beside ${source}. Write the prefixes as sources, or give --prefix with one bucket or folder alone.`,
  );
export const unknownAddress = (source: string) =>
  new UserError(
    `${source} is not an address that can be counted: give s3://BUCKET/PREFIX, or the path of a file or folder.`,
  );
export const onePattern = (option: string, pattern: string, next: string) =>
  new UserError(
    `${option} takes one pattern, and ${next} follows ${pattern}. Repeat the option for each pattern, in quotes: ${option} '${pattern}' ${option} '${next}'. Name sources before the options.`,
  );
export const noSuchPath = (path: string, cause?: unknown) =>
  new UserError(
    `There is no file or folder ${path}. Check its name; a bucket is named as s3://BUCKET/PREFIX.`,
    { cause },
  );
export const notCountable = (path: string) =>
  new UserError(`${path} is neither a file nor a folder, and cannot be counted. Leave it out.`);
export const unreadablePath = (path: string, cause: unknown) =>
  new UserError(`${path} cannot be read: permission is denied. Run as a user who may read it.`, {
    cause,
  });
export const prefixOfFile = (path: string) =>
  new UserError(`${path} is a file, so --prefix has no use. Leave it out.`);
export const keysAndPrefixes = () =>
  new UserError(
    '--key and --keys-from name exact keys of one bucket or folder. Leave out --prefix, and name no prefix or file as a source.',
  );
export const badKey = (key: string, fault: string) =>
  new UserError(`--key ${key} cannot be counted: ${fault}. Correct it, or leave it out.`);
export const badKeyLine = (path: string, line: number, fault: string) =>
  new UserError(
    `${path === '-' ? 'standard input' : path}, line ${line}: ${fault}. Nothing was counted. Correct the line, or leave it out.`,
  );
export const unreadableKeys = (path: string, detail: string, cause: unknown) =>
  new UserError(
    `The keys in ${path === '-' ? 'standard input' : path} cannot be read: ${withStop(detail)} Check --keys-from.`,
    { cause },
  );
export const inventoryUnusable = (address: string, detail: string, cause?: unknown) =>
  new UserError(
    `The inventory ${address} cannot be used: ${detail}. Check it, or leave --inventory out to list the bucket.`,
    { cause },
  );
export const notInventoryAddress = (address: string) =>
  new UserError(
    `${address} is not the address of an inventory: give s3://BUCKET/PATH/manifest.json.`,
  );
export const otherInventory = (theirs: string, asked: string) =>
  new UserError(
    `The inventory is of the bucket ${theirs}, and not of ${asked}. Name s3://${theirs}, or leave the bucket out.`,
  );
export const inventoryAlone = (other: string) =>
  new UserError(`An inventory lists the objects of a bucket: leave out ${other}, or --inventory.`);
export const filesHaveNoClass = () =>
  new UserError('Files have no storage class: leave out --storage-class, or name a bucket.');
export const timeUnknown = (key: string) =>
  new UserError(
    `The listing does not say when ${key} was last modified. Leave out --newer-than and --older-than.`,
  );
/** Both in bytes. */
export const noSuchSize = (least: number, most: number) =>
  new UserError(
    `No object has at least ${least} bytes (--min-size) and at most ${most} (--max-size). Check both.`,
  );
/** Both are times with their zone. */
export const noSuchTime = (from: string, before: string) =>
  new UserError(
    `No object was last modified at ${from} or later (--newer-than) and before ${before} (--older-than). Check both.`,
  );
export const nullWithoutKeys = () =>
  new UserError(
    '--null is about the keys that --keys-from names. Give --keys-from too, or leave --null out.',
  );
