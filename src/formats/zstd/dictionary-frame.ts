// Recognises skippable frames that hold or name a dictionary, which the frames after them need.

import { DecodeError } from '../../errors/decode-error.ts';
import type { Format } from '../format.ts';
import { SKIPPABLE_HEADER_BYTES, skippableBytes } from '../skippable-frame.ts';
import { createUnsupported } from '../unsupported.ts';
import { hasMagic } from './frame-header.ts';

/** The last hexadecimal digit of the magic number tells which format uses the frame. */
const WARC = 0xd;
const DELTA = 0xe;

/** The magic number of an uncompressed dictionary (RFC 8878, section 5). */
const DICTIONARY_MAGIC = [0x37, 0xa4, 0x30, 0xec] as const;

/** The size of the SHA-256 that names a dictionary. */
const HASH_BYTES = 32;

/**
 * Whether an object with this head begins with a dictionary, compressed or not (.warc.zst,
 * https://iipc.github.io/warc-specifications/specifications/warc-zstd/), or with the name of one (.dcz,
 * RFC 9842, section 5).
 */
export function namesDictionary(head: Uint8Array): boolean {
  const bytes = skippableBytes(head);
  if (bytes === undefined) return false;
  const number = (head[0] as number) & 0xf;
  const content = head.subarray(SKIPPABLE_HEADER_BYTES);
  if (number === DELTA) return bytes === SKIPPABLE_HEADER_BYTES + HASH_BYTES;
  const isDictionary = DICTIONARY_MAGIC.every((byte, index) => content[index] === byte);
  return number === WARC && (isDictionary || hasMagic(content));
}

export const zstdWithDictionary: Format = {
  ...createUnsupported({ name: 'zstd with a dictionary' }),
  async decode() {
    const message = 'its frames are compressed with the dictionary that its first bytes tell of';
    throw new DecodeError('needs-dictionary', message);
  },
};
