// Counts the bytes of one slice: read, recognise, decode, count.

import type { Count } from '../../src/counting/count.ts';
import { createCounter } from '../../src/counting/create-counter.ts';
import type { WordRule } from '../../src/counting/word-rule.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { ReadError } from '../../src/errors/read-error.ts';
import type { ReasonCode } from '../../src/errors/reasons.ts';
import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { ByteSource } from '../../src/formats/byte-source.ts';
import type { Format } from '../../src/formats/format.ts';
import { formatByName, formatNamed, recogniseFormat } from '../../src/formats/recognise.ts';

export interface CountedSlice {
  /** Unless a fault came before it was recognised. */
  readonly format?: string;
  /** What was counted, also if a fault ended it. */
  readonly count: Count;
  readonly remark?: ReasonCode;
  readonly fault?: {
    readonly code: ReasonCode;
    readonly message: string;
    readonly retryable: boolean;
  };
}

/**
 * `open` gives the slice's bytes from its start; it may be called more than once. `known` is the
 * format, where it can't be told from the bytes.
 */
export async function countSlice(
  key: string,
  open: () => ByteSource,
  words: WordRule,
  known?: string,
  carefulFrom?: number,
): Promise<CountedSlice> {
  const counter = createCounter(words);
  const cursor = new ByteCursor(open());
  let format: Format | undefined;
  try {
    format = known === undefined ? await recogniseFormat(cursor) : formatNamed(known);
    await format.decode(cursor, (chunk) => counter.update(chunk), carefulFrom);
    const count = counter.count();
    return format === formatByName(key) || format.name !== 'plain'
      ? { format: format.name, count }
      : { format: format.name, count, remark: 'not-as-named' };
  } catch (error) {
    if (error instanceof DecodeError && error.carefulFrom !== undefined) {
      return await countSlice(key, open, words, known, error.carefulFrom);
    }
    const fault = toFault(error);
    return { ...(format && { format: format.name }), count: counter.count(), fault };
  } finally {
    await cursor.close();
  }
}

function toFault(error: unknown): NonNullable<CountedSlice['fault']> {
  if (error instanceof ReadError) {
    return { code: error.code, message: error.message, retryable: error.retryable };
  }
  if (error instanceof DecodeError) {
    return { code: error.code, message: error.message, retryable: false };
  }
  return { code: 'read-failed', message: String(error), retryable: false };
}
