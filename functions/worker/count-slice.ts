// Counts the bytes of one slice: read, recognise, decode, count.

import type { Count } from '../../src/counting/count.ts';
import { createCounter } from '../../src/counting/create-counter.ts';
import type { WordRule } from '../../src/counting/word-rule.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { ReadError } from '../../src/errors/read-error.ts';
import type { ReasonCode } from '../../src/errors/reasons.ts';
import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { ByteSource } from '../../src/formats/byte-source.ts';
import { formatByName, recogniseFormat } from '../../src/formats/recognise.ts';

export interface CountedSlice {
  /** What was counted, also if a fault ended it. */
  readonly count: Count;
  readonly remark?: ReasonCode;
  readonly fault?: {
    readonly code: ReasonCode;
    readonly message: string;
    readonly retryable: boolean;
  };
}

/** `open` gives the slice's bytes from its start; it may be called more than once. */
export async function countSlice(
  key: string,
  open: () => ByteSource,
  words: WordRule,
  carefulFrom?: number,
): Promise<CountedSlice> {
  const counter = createCounter(words);
  const cursor = new ByteCursor(open());
  try {
    const format = await recogniseFormat(cursor);
    await format.decode(cursor, (chunk) => counter.update(chunk), carefulFrom);
    const count = counter.count();
    return format === formatByName(key) || format.name !== 'plain'
      ? { count }
      : { count, remark: 'not-gzip' };
  } catch (error) {
    if (error instanceof DecodeError && error.carefulFrom !== undefined) {
      return await countSlice(key, open, words, error.carefulFrom);
    }
    return { count: counter.count(), fault: toFault(error) };
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
