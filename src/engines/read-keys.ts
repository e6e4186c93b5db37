// Reads lists of keys: lines of keys or addresses, or JSON lines such as those of --no-agg.

import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { badKeyLine, unreadableKeys } from '../errors/selection-error.ts';
import { decodePathBytes } from '../local/path-bytes.ts';

/** Where the keys are: a bucket, or a folder of this machine by its absolute path. */
export type KeyPlace = { readonly bucket: string } | { readonly root: string };

/** A list of keys: a file, or `-` for standard input, whose entries end with a newline or a NUL. */
export interface KeyList {
  readonly path: string;
  readonly separator: '\n' | '\0';
}

const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** @throws {UserError} when the list cannot be read, or has an entry that is no key of this place. */
export async function readKeys(
  { path, separator }: KeyList,
  place: KeyPlace,
  signal: AbortSignal,
): Promise<string[]> {
  const bytes = await readAll(path, signal);
  const keys: string[] = [];
  let number = 0;
  const end = separator.charCodeAt(0);
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(end, start);
    const next = found < 0 ? bytes.length : found;
    number += 1;
    const entry = decodePathBytes(bytes.subarray(start, next));
    start = next + 1;
    // Text files of Windows end their lines with two characters.
    const line = separator === '\n' ? entry.replace(/\r$/, '') : entry;
    if (line === '') continue;
    const key = parseEntry(line, place);
    if (typeof key !== 'string') throw badKeyLine(path, number, key.fault);
    keys.push(key);
  }
  return keys;
}

async function readAll(path: string, signal: AbortSignal): Promise<Buffer> {
  try {
    if (path !== '-') return await readFile(path, { signal });
    const chunks: Buffer[] = [];
    // Standard input may stay open for as long as someone types.
    for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch (error) {
    throw unreadableKeys(path, (error as Error).message, error);
  }
}

/** The key of an entry, or why it has none. */
export function parseEntry(entry: string, place: KeyPlace): string | { readonly fault: string } {
  const record = entry.startsWith('{') ? parseRecord(entry) : undefined;
  if (record) {
    const { key } = record as { key?: unknown };
    return typeof key === 'string' ? toKey(key, place) : { fault: 'it has no "key"' };
  }
  const [, bucket, key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(entry) ?? [];
  if (bucket === undefined) return toKey(entry, place);
  if (!('bucket' in place)) return { fault: 'it is in a bucket, but files are counted' };
  if (bucket !== place.bucket) return { fault: `it is not in the bucket ${place.bucket}` };
  return toKey(key, place);
}

/** A line that begins like JSON and is none is a key itself. */
function parseRecord(entry: string): object | undefined {
  try {
    return Object(JSON.parse(entry));
  } catch {
    return undefined;
  }
}

/** The key as it is listed, or why it cannot be one. */
export function toKey(key: string, place: KeyPlace): string | { readonly fault: string } {
  if (key === '') return { fault: 'its key is empty' };
  if ('root' in place) return toFileKey(key, place.root);
  return LONE_SURROGATE.test(key) ? { fault: 'it is not UTF-8' } : key;
}

/** A file has one key, however its path is written: `./a//b` is `a/b`. */
function toFileKey(path: string, root: string): string | { readonly fault: string } {
  const isAbsolute = path.startsWith('/');
  const below = root === '/' ? root : `${root}/`;
  if (isAbsolute && !path.startsWith(below)) return { fault: `it is not below ${root}` };
  const names = (isAbsolute ? path.slice(below.length) : path).split('/');
  if (names.includes('..')) return { fault: 'it has ".." in it' };
  const key = names.filter((name) => name !== '' && name !== '.').join('/');
  return key === '' ? { fault: 'its key is empty' } : key;
}
