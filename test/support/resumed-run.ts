// A run of every kind of outcome with its journal, and what is made of it when it is resumed.

import type { CascadeFrame } from '../../src/protocol/frame.ts';
import type { CascadeRequest } from '../../src/protocol/request.ts';
import {
  END,
  failedFrame,
  HELLO,
  objectCheckpointFrame,
  objectFrame,
  sumFrame,
  tallyOf,
} from './frames.ts';
import { begin, followWith, reopen, withTags } from './journals.ts';
import { cascadeByNumber, listObjects, startRun, wordsOf } from './running.ts';

export const OBJECTS = withTags(listObjects(60));
export const PARTIAL = 'k7';
export const FAILED = 'k11';
export const DIVIDED = 'k50';

/** Counts objects in sums of a few, some alone, and one of them in several steps; one fails, one partly. */
export async function* mixedCascade({ objects }: CascadeRequest): AsyncGenerator<CascadeFrame> {
  yield HELLO;
  yield { type: 'launched', invocation: 0 };
  let sum: number[] = [];
  for (const [index, { key, sizeBytes, divided }] of objects.entries()) {
    if (key === FAILED) yield failedFrame(index);
    else if (key === PARTIAL) yield failedFrame(index, { code: 'truncated', words: 3 });
    else if (key === DIVIDED) {
      const from = divided?.sinceFault.words ?? 0;
      for (let at = from; at < sizeBytes; at += 5) {
        if (at > from) yield objectCheckpointFrame(index, at, { at, end: sizeBytes });
      }
      yield objectFrame(index, sizeBytes);
    } else if (index % 9 === 0) yield objectFrame(index, sizeBytes);
    else sum.push(index);
    if (sum.length === 4) {
      yield sumOf(sum);
      sum = [];
    }
  }
  if (sum.length > 0) yield sumOf(sum);
  yield { type: 'worker-billed', invocation: 0, billedMs: 100, memoryMb: 1024 };
  yield END;

  function sumOf(indices: number[]): CascadeFrame {
    const words = wordsOf(indices.map((index) => objects[index] ?? { sizeBytes: 0 }));
    return sumFrame(
      indices.map((index) => [index, index]),
      words,
    );
  }
}

const OTHERS = OBJECTS.filter(({ key }) => key !== FAILED && key !== PARTIAL);
export const TRUE_TOTALS = {
  status: 'incomplete',
  objects: { counted: 58, partial: 1, failed: 1, skipped: 0 },
  tally: tallyOf(wordsOf(OTHERS) + 3),
  settledBytes: wordsOf(OBJECTS),
};

/** The journal of a whole run. */
export async function journalOfRun(folder: string, changes = {}) {
  const journal = await begin(folder);
  return await followWith(journal, startRun(OBJECTS, mixedCascade, { journal, ...changes }));
}

/** Runs again with the journal, and tells which objects were asked for. */
export async function resume(folder: string, listed = OBJECTS, retryFailed = false) {
  const { journal } = await reopen(folder, retryFailed);
  const cascade = cascadeByNumber(mixedCascade);
  const result = await followWith(journal, startRun(listed, cascade, { journal }));
  const asked = cascade.requests.flatMap(({ objects }) => objects);
  return { ...result, asked };
}
