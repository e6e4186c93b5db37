// Which folder or bucket a run counts, of all that the command line and the environment name.

import { noSource, twoSources } from '../errors/user-error.ts';

/** A value, and whether it was typed or comes from the environment. */
export interface Named {
  readonly value: string | undefined;
  readonly typed: boolean;
}

export type ChosenSource = { readonly dir: string } | { readonly bucket: string };

/**
 * What is typed goes before the environment; `fallback`, the BUCKET of the article of 2015, comes
 * last. An empty value is none.
 * @throws {UserError} when nothing is named, or two things with equal right.
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
