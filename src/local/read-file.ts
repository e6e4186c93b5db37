// Reads a file in large chunks and synchronously. On a worker thread, this costs a fraction of one
// promise for each read.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ReadError } from '../errors/read-error.ts';
import type { ReasonCode } from '../errors/reasons.ts';
import type { ObjectRef } from '../protocol/request.ts';
import { isListedVersion, requireListedVersion } from './file-version.ts';
import { encodePathBytes } from './path-bytes.ts';

/** A chunk of this size stays in a core's second-level cache until it is counted; larger ones cost more. */
const CHUNK_BYTES = 128 * 1024;

/** These flags follow no link and wait for no pipe: a file may have become one since it was listed. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const SMALL_BYTES = 64 * 1024;
/** No `Buffer`, whose parts take several times as long to make. */
const smallChunk = new Uint8Array(SMALL_BYTES);

/** Chunks that no read uses at the moment. */
const spareChunks: Buffer[] = [];

/**
 * Yields the bytes `[start, end)` of a file. A file with the listed size 0 is read to its end too, because
 * some file systems (such as /proc) do not tell sizes. All bytes are of the listed version, or it throws.
 */
export function* readFile(
  root: string,
  object: ObjectRef,
  start: number,
  end: number,
): Generator<Uint8Array> {
  const until = object.sizeBytes === 0 ? Number.POSITIVE_INFINITY : end;
  const chunk = spareChunks.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let file: number | undefined;
  try {
    file = openSync(encodePathBytes(`${root}/${object.key}`), OPEN_FLAGS);
    if (object.etag !== undefined) requireListedVersion(object, fstatSync(file));
    for (let position = start; position < until; ) {
      const wanted = Math.min(CHUNK_BYTES, until - position);
      const read = readSync(file, chunk, 0, wanted, position);
      if (read === 0 && object.sizeBytes === 0) return;
      if (read === 0) {
        const message = `ends at byte ${position} of the ${object.sizeBytes} that were listed`;
        throw new ReadError('shrunk', message, { retryable: false });
      }
      position += read;
      // A write while this was read must have changed the file's times by now.
      const isLast = position >= until;
      if (isLast && object.etag !== undefined) requireListedVersion(object, fstatSync(file));
      yield read === CHUNK_BYTES ? chunk : chunk.subarray(0, read);
    }
  } catch (error) {
    throw toReadError(error);
  } finally {
    if (file !== undefined) closeSync(file);
    spareChunks.push(chunk);
  }
}

/** Reads a small file in one call; nothing if it is missing, has fewer bytes than listed, or was written since. */
export function readFileAtOnce(root: string, object: ObjectRef): Uint8Array | undefined {
  const { key, sizeBytes } = object;
  if (sizeBytes === 0 || sizeBytes > SMALL_BYTES) return undefined;
  let file: number | undefined;
  try {
    file = openSync(encodePathBytes(`${root}/${key}`), OPEN_FLAGS);
    const read = readSync(file, smallChunk, 0, sizeBytes, 0);
    const isWhole = read === sizeBytes && isListedVersion(object, fstatSync(file));
    return isWhole ? smallChunk.subarray(0, read) : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const CODES: Readonly<Record<string, ReasonCode>> = {
  ENOENT: 'vanished',
  ENOTDIR: 'vanished',
  ELOOP: 'changed',
  ENXIO: 'changed',
  // A pipe cannot be read at a position.
  ESPIPE: 'changed',
  EISDIR: 'changed',
  EACCES: 'access-denied',
  EPERM: 'access-denied',
};

/** Another attempt may succeed after these: too many open files, and interrupted calls. */
const RETRYABLE: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EINTR', 'EBUSY']);

function toReadError(cause: unknown): ReadError {
  if (cause instanceof ReadError) return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new ReadError(CODES[code] ?? 'read-failed', message, {
    retryable: RETRYABLE.has(code),
    cause,
  });
}
