// The mark of an object: what tells it from every other object, and from itself once it has changed, in
// few bytes.

import { hash } from 'node:crypto';
import type { ObjectRef } from '../protocol/request.ts';

/** 96 bits in base64. Among a billion objects, two have the same mark once in 100 billion runs. */
export const MARK_CHARACTERS = 16;
export const MARK_BYTES = 12;

/**
 * A hash of key, size and entity tag. An object without an entity tag has none, because it could change
 * without being noticed. JSON keeps apart keys that are not Unicode.
 */
export function markOf({ key, sizeBytes, etag }: ObjectRef): string | undefined {
  if (etag === undefined) return undefined;
  return hash('sha256', JSON.stringify([key, sizeBytes, etag]), 'base64').slice(0, MARK_CHARACTERS);
}
