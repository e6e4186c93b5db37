// Which files, folder or bucket a run counts, given the command line and the environment.

import {
  bucketAndPath,
  emptySource,
  prefixTwice,
  severalBuckets,
  sourceTwice,
  unknownAddress,
} from '../../errors/selection-error.ts';
import { noSource, twoSources } from '../../errors/user-error.ts';

/** The value of an option, and whether it was typed or comes from the environment. */
export interface Named<Value = string> {
  readonly value: Value | undefined;
  readonly typed: boolean;
}

export type ChosenSource = (
  | { readonly dir: string }
  | { readonly bucket: string }
  | { readonly paths: readonly string[] }
  | { readonly inventory: string }
) & { readonly prefixes: readonly string[] };

export interface SourceChoice {
  /** Addresses of buckets or paths, as the arguments of the verb. */
  readonly sources: readonly string[];
  readonly dir: Named;
  readonly bucket: Named;
  /** The inventory that names the bucket, if no other source is typed. */
  readonly inventory?: string | undefined;
  /** The variable BUCKET, by the name that the article of 2015 gave it. It comes last. */
  readonly fallback: string | undefined;
  readonly prefixes: { readonly values: readonly string[]; readonly typed: boolean };
}

/**
 * A typed value takes precedence over the environment. An empty value counts as absent.
 * @throws {UserError} when no source is named, or two with equal precedence.
 */
export function chooseSource(choice: SourceChoice): ChosenSource {
  const { sources, dir, bucket, inventory, fallback } = choice;
  const prefixes = choice.prefixes.values;
  if (sources.length > 0) return chooseAmong(sources, choice);
  if (dir.value && bucket.value && dir.typed === bucket.typed) throw twoSources();
  const isTyped = (dir.value && dir.typed) || (bucket.value && bucket.typed);
  if (inventory && !isTyped) return { inventory, prefixes };
  if (dir.value && (dir.typed || !bucket.value)) return { dir: dir.value, prefixes };
  if (bucket.value) return { bucket: bucket.value, prefixes };
  if (fallback) return { bucket: fallback, prefixes };
  throw noSource();
}

function chooseAmong(
  sources: readonly string[],
  { dir, bucket, prefixes }: SourceChoice,
): ChosenSource {
  const [first = ''] = sources;
  if (sources.includes('')) throw emptySource();
  if (dir.value && dir.typed) throw sourceTwice(first, '--dir');
  if (bucket.value && bucket.typed) throw sourceTwice(first, '--bucket');
  const addresses = sources.flatMap((source) => parseAddress(source) ?? []);
  const path = sources.find((source) => parseAddress(source) === undefined);
  const [address] = addresses;
  if (address && path !== undefined) throw bucketAndPath(address.bucket, path);
  const other = addresses.find((another) => another.bucket !== address?.bucket);
  if (address && other) throw severalBuckets(address.bucket, other.bucket);
  // Prefixes are relative to one source that has none of its own.
  const takesPrefixes = sources.length === 1 && !address?.prefix;
  if (prefixes.typed && !takesPrefixes) throw prefixTwice(sources.join(' '));
  if (!address) return { paths: sources, prefixes: takesPrefixes ? prefixes.values : [''] };
  const own = addresses.map(({ prefix }) => prefix);
  return { bucket: address.bucket, prefixes: takesPrefixes ? prefixes.values : own };
}

/**
 * The bucket and prefix of an address `s3://BUCKET/PREFIX`; nothing for a path.
 * @throws {UserError} for any other address.
 */
function parseAddress(source: string): { bucket: string; prefix: string } | undefined {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(source)) return undefined;
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(source) ?? [];
  if (bucket === undefined) throw unknownAddress(source);
  return { bucket, prefix };
}
