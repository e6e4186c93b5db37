import { rmSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { journalPath } from '../../../src/journal/open-journal.ts';
import type { CascadeFrame } from '../../../src/protocol/frame.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import type { CascadeRequest } from '../../../src/protocol/request.ts';
import { END, failedFrame, HELLO, objectFrame, sumFrame, tallyOf } from '../../support/frames.ts';
import {
  begin,
  copyCut,
  FIRST_ID,
  followWith,
  journalText,
  reopen,
} from '../../support/journals.ts';
import { startRun } from '../../support/running.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

/** The words of an object are its entity tag: a new version has others, and the same size. */
const wordsOf = (objects: readonly ListedObject[]) =>
  objects.reduce((sum, { etag }) => sum + Number(etag), 0);

interface Part {
  /** The version of each object; 0 if it is not there. */
  readonly versions: readonly number[];
  /** How many objects are counted in one sum; some are counted alone. */
  readonly sumSize: number;
  readonly perObject: boolean;
  /** The share of what this part adds to the journal that is kept. */
  readonly kept: number;
  readonly interruptAfter: number;
}

const OBJECTS = 30;

const part: fc.Arbitrary<Part> = fc.record({
  versions: fc.oneof(
    fc.constant(Array.from({ length: OBJECTS }, () => 1)),
    fc.array(fc.constantFrom(1, 1, 1, 1, 1, 2, 0), { minLength: OBJECTS, maxLength: OBJECTS }),
  ),
  sumSize: fc.integer({ min: 1, max: 9 }),
  perObject: fc.boolean(),
  kept: fc.double({ min: 0, max: 1, noNaN: true }),
  interruptAfter: fc.integer({ min: 0, max: 60 }),
});

function listingOf({ versions }: Part): ListedObject[] {
  return versions.flatMap((version, n) =>
    version === 0 ? [] : [{ key: `k${n}`, sizeBytes: 1, etag: String(n + 1 + version * 1_000) }],
  );
}

/** Counts in an order of its own; every third attempt at a batch breaks off in its middle. */
function cascadeOf({ sumSize, perObject }: Part) {
  let attempts = 0;
  return async function* ({ objects }: CascadeRequest): AsyncGenerator<CascadeFrame> {
    attempts += 1;
    yield HELLO;
    const order = [...objects.keys()].sort((a, b) => ((a * 7) % 5) - ((b * 7) % 5));
    for (let at = 0; at < order.length; at += sumSize) {
      if (attempts % 3 === 0 && at > order.length / 2) return;
      const indices = order.slice(at, at + sumSize);
      const [first = 0] = indices;
      const words = wordsOf(indices.map((index) => objects[index] as ListedObject));
      if (at % 4 === 1) yield failedFrame(first, { retryable: true });
      if (perObject || indices.length === 1) {
        for (const index of indices) yield objectFrame(index, Number(objects[index]?.etag));
      } else {
        yield sumFrame(
          indices.map((index) => [index, index]),
          words,
        );
      }
    }
    yield END;
  };
}

it('has the totals of what is listed in the end, whatever changed and wherever each part was cut off', async () => {
  const folder = createTemporaryFolder();
  const size = () => statSync(journalPath(folder, FIRST_ID)).size;

  async function runPart(part: Part, isFirst: boolean, isLast: boolean) {
    const journal = isFirst ? await begin(folder) : (await reopen(folder)).journal;
    const abort = new AbortController();
    let events = 0;
    const told = (async function* () {
      const settings = { journal, signal: abort.signal, perObject: part.perObject };
      for await (const event of startRun(listingOf(part), cascadeOf(part), settings)) {
        if (events === part.interruptAfter && !isLast) abort.abort();
        events += 1;
        yield event;
      }
    })();
    return await followWith(journal, told);
  }

  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 2, maxLength: 5 }), async (parts) => {
      let before = 0;
      for (const [index, part] of parts.entries()) {
        const isLast = index === parts.length - 1;
        const { totals } = await runPart(part, index === 0, isLast);
        if (isLast) {
          const listed = listingOf(part);
          expect(totals.status).toBe('complete');
          expect(totals.objects.counted).toBe(listed.length);
          expect(totals.tally).toEqual(tallyOf(wordsOf(listed)));
        } else {
          // The header is there before anything is counted.
          if (index === 0) before = journalText(folder).indexOf('\n') + 1;
          copyCut(folder, folder, Math.round(before + (size() - before) * part.kept));
          before = size();
        }
      }
      rmSync(journalPath(folder, FIRST_ID));
    }),
    { numRuns: 150 },
  );
}, 60_000);
