// The keys that the options name, instead of prefixes.

import { badKey, keysAndPrefixes } from '../errors/selection-error.ts';
import type { EngineOptions } from './engine-options.ts';
import { type KeyPlace, readKeys, toKey } from './read-keys.ts';

/**
 * Nothing if the options name no keys and no list of keys.
 * @throws {UserError} when a key or list cannot be read, or prefixes are given too.
 */
export async function readNamedKeys(
  { key: typed = [], keysFrom, null: isNull, prefixes }: EngineOptions,
  place: KeyPlace,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  if (typed.length === 0 && keysFrom === undefined) return undefined;
  if (prefixes.some((prefix) => prefix !== '')) throw keysAndPrefixes();
  const keys = typed.map((text) => {
    const key = toKey(text, place);
    if (typeof key !== 'string') throw badKey(text, key.fault);
    return key;
  });
  if (keysFrom === undefined) return keys;
  const separator = isNull ? '\0' : '\n';
  return [...keys, ...(await readKeys({ path: keysFrom, separator }, place, signal))];
}
