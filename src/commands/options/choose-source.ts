// Which folder or bucket a run counts, given the command line and the environment.

import { noSource, twoSources } from '../../errors/user-error.ts';

/** The value of an option, and whether it was typed or comes from the environment. */
export interface Named<Value = string> {
  readonly value: Value | undefined;
  readonly typed: boolean;
}

export type ChosenSource = { readonly dir: string } | { readonly bucket: string };

/**
 * A typed value takes precedence over the environment. `fallback` comes last: it is the variable BUCKET,
 * by the name that the article of 2015 gave it. An empty value counts as absent.
 * @throws {UserError} when no source is named, or two with equal precedence.
 */
export function chooseSource(
  dir: Named,
  bucket: Named,
  fallback: string | undefined,
): ChosenSource {
  if (dir.value && bucket.value && dir.typed === bucket.typed) throw twoSources();
  if (dir.value && (dir.typed || !bucket.value)) return { dir: dir.value };
  if (bucket.value) return { bucket: bucket.value };
  if (fallback) return { bucket: fallback };
  throw noSource();
}
