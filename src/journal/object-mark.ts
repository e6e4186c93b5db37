// The mark of an object: what tells it from every other object, and from itself once it has changed, in
// few bytes.

import { hash } from 'node:crypto';
import type { ObjectRef } from '../protocol/request.ts';

/** 96 bits in base64. Among a billion objects, two have the same mark once in 100 billion runs. */
export const MARK_CHARACTERS = 16;
export const MARK_BYTES = 12;

/** Half of a character, which names of files that are not UTF-8 have alone. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * A hash of key, size and entity tag. An object without an entity tag has none, because it could change
 * without being noticed.
 */
export function markOf(object: ObjectRef): string | undefined {
  if (object.etag === undefined) return undefined;
  return hash('sha256', textOf(object.key, object.sizeBytes, object.etag), 'base64').slice(
    0,
    MARK_CHARACTERS,
  );
}

/** A text that no other object has. UTF-8 would make one character of all halves, and JSON does not. */
function textOf(key: string, sizeBytes: number, etag: string): string {
  const about = `${sizeBytes} ${etag.length} ${etag}`;
  return SURROGATE.test(key) ? `${about}#${JSON.stringify(key)}` : `${about}=${key}`;
}
