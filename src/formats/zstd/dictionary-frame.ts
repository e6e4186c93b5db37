// Skippable frames that tell of a dictionary, without which the frames behind cannot be decoded.

import { DecodeError } from '../../errors/decode-error.ts';
import type { Format } from '../format.ts';
import { SKIPPABLE_HEADER_BYTES, skippableBytes } from '../skippable-frame.ts';
import { createUnread } from '../unread.ts';
import { hasMagic } from './frame-header.ts';

/** The last digit of the magic number, by which the users of these frames know them. */
const WARC = 0xd;
const DELTA = 0xe;

/** A dictionary as it is (RFC 8878, section 5). */
const DICTIONARY_MAGIC = [0x37, 0xa4, 0x30, 0xec] as const;

/** The SHA-256 of a dictionary that is elsewhere. */
const HASH_BYTES = 32;

/**
 * Whether an object begins so whose first frame is a dictionary, as it is or compressed (.warc.zst,
 * https://iipc.github.io/warc-specifications/specifications/warc-zstd/), or names one (.dcz, RFC 9842,
 * section 5).
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
  ...createUnread({ name: 'zstd with a dictionary' }),
  async decode() {
    const message = 'its frames are compressed with the dictionary that its first bytes tell of';
    throw new DecodeError('needs-dictionary', message);
  },
};
