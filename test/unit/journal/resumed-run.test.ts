import { readFileSync, statSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../../src/journal/list-runs.ts';
import { journalPath } from '../../../src/journal/open-journal.ts';
import type { CascadeFrame } from '../../../src/protocol/frame.ts';
import type { CascadeRequest } from '../../../src/protocol/request.ts';
import {
  END,
  failedFrame,
  HELLO,
  objectCheckpointFrame,
  objectFrame,
  sumFrame,
  tallyOf,
} from '../../support/frames.ts';
import {
  begin,
  copyCut,
  FIRST_ID,
  followWith,
  journalText,
  reopen,
  withTags,
} from '../../support/journals.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  startRun,
  wordsOf,
} from '../../support/running.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const OBJECTS = withTags(listObjects(60));
const PARTIAL = 'k7';
const FAILED = 'k11';
const DIVIDED = 'k50';

/** Counts objects in sums of a few, some alone, and one of them in several steps; one fails, one partly. */
async function* mixedCascade({ objects }: CascadeRequest): AsyncGenerator<CascadeFrame> {
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
const TRUE_TOTALS = {
  status: 'incomplete',
  objects: { counted: 58, partial: 1, failed: 1, skipped: 0 },
  tally: tallyOf(wordsOf(OTHERS) + 3),
  settledBytes: wordsOf(OBJECTS),
};

/** The journal of a whole run. */
async function journalOfRun(folder: string, changes = {}) {
  const journal = await begin(folder);
  return await followWith(journal, startRun(OBJECTS, mixedCascade, { journal, ...changes }));
}

async function resume(folder: string, listed = OBJECTS, retryFailed = false) {
  const { journal } = await reopen(folder, retryFailed);
  const cascade = cascadeByNumber(mixedCascade);
  const result = await followWith(journal, startRun(listed, cascade, { journal }));
  const asked = cascade.requests.flatMap(({ objects }) => objects);
  return { ...result, asked };
}

describe('a run that is resumed', () => {
  it('counts nothing again of a run that has ended', async () => {
    const folder = createTemporaryFolder();
    const first = await journalOfRun(folder);
    expect(first.totals).toMatchObject(TRUE_TOTALS);
    const { totals, asked, events } = await resume(folder);
    expect(asked).toEqual([]);
    expect(totals).toMatchObject(TRUE_TOTALS);
    expect(totals.billing.worker).toEqual(first.totals.billing.worker);
    expect(totals.resumed).toMatchObject({ id: FIRST_ID, objects: 60 });
    expect(totals.warnings.map(({ code }) => code).toSorted()).toEqual([
      'read-failed',
      'truncated',
    ]);
    const told = events.filter(({ type }) => type === 'object' || type === 'sum');
    expect(told.length).toBeGreaterThan(10);
    expect(told.every((event) => 'earlier' in event && event.earlier)).toBe(true);
  });

  it('has the same totals wherever its journal was cut off, any number of times', async () => {
    const source = createTemporaryFolder();
    await journalOfRun(source);
    const { size } = statSync(journalPath(source, FIRST_ID));
    const header = journalText(source).indexOf('\n') + 1;
    const cut = fc.double({ min: 0, max: 1, noNaN: true });
    const folder = createTemporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: header, max: size }), cut, async (bytes, again) => {
        copyCut(source, folder, bytes);
        const second = await resume(folder);
        expect(second.totals).toMatchObject(TRUE_TOTALS);
        const length = statSync(journalPath(folder, FIRST_ID)).size;
        copyCut(folder, folder, Math.round(bytes + (length - bytes) * again));
        expect((await resume(folder)).totals).toMatchObject(TRUE_TOTALS);
        const last = await resume(folder);
        expect(last.totals).toMatchObject(TRUE_TOTALS);
        expect(last.asked).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('asks for nothing that the journal has, and for all else once', async () => {
    const source = createTemporaryFolder();
    await journalOfRun(source);
    const text = journalText(source);
    const folder = createTemporaryFolder();
    for (let end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', end) + 1) {
      copyCut(source, folder, end);
      const lines = text.slice(0, end).trimEnd().split('\n');
      const settled = lines
        .map((line) => JSON.parse(line))
        .filter(({ type }) => type === 'settled');
      const known = settled.reduce((sum, { marks }) => sum + marks.length / 16, 0);
      const { asked } = await resume(folder);
      expect(asked).toHaveLength(OBJECTS.length - known);
      expect(new Set(asked.map(({ key }) => key)).size).toBe(asked.length);
    }
  });

  it('counts what has changed, what is new, and all of a sum of which an object has changed', async () => {
    const folder = createTemporaryFolder();
    await journalOfRun(folder);
    const listed = OBJECTS.filter(({ key }) => key !== 'k20').map((object) =>
      object.key === 'k3' ? { ...object, etag: '"other"' } : object,
    );
    listed.push({ key: 'new', sizeBytes: 100, etag: '"new"' });
    const { totals, asked } = await resume(folder, listed);
    expect(totals.tally.words).toBe(TRUE_TOTALS.tally.words - 21 + 100);
    const keys = asked.map(({ key }) => key);
    expect(keys).toContain('k3');
    expect(keys).toContain('new');
    expect(keys.length).toBeLessThanOrEqual(1 + 4 + 3);
    // What was counted again replaces what the journal had of it.
    const again = await resume(folder, listed);
    expect(again.asked).toEqual([]);
    expect(again.totals.tally).toEqual(totals.tally);
    // An object that is as it was at first is not believed from a sum that was counted again.
    const back = await resume(folder);
    expect(back.totals).toMatchObject(TRUE_TOTALS);
  });

  it('counts an object that is listed twice as often as a run does that is not resumed', async () => {
    const folder = createTemporaryFolder();
    await journalOfRun(folder);
    const { totals, asked } = await resume(folder, [...OBJECTS, ...OBJECTS.slice(30, 31)]);
    expect(asked.map(({ key }) => key)).toEqual(['k30']);
    expect(totals.tally.words).toBe(TRUE_TOTALS.tally.words + 31);
  });

  it('always counts objects without an entity tag', async () => {
    const folder = createTemporaryFolder();
    const untagged = listObjects(60);
    const journal = await begin(folder);
    await followWith(journal, startRun(untagged, mixedCascade, { journal }));
    const { totals, asked } = await resume(folder, untagged);
    expect(asked).toHaveLength(60);
    expect(totals).toMatchObject(TRUE_TOTALS);
  });

  it('goes on with an object that was counted in part', async () => {
    const source = createTemporaryFolder();
    await journalOfRun(source);
    const text = journalText(source);
    const lastState = text.lastIndexOf('{"type":"state"');
    const end = text.indexOf('\n', lastState) + 1;
    const { state } = JSON.parse(text.slice(lastState, end));
    const folder = createTemporaryFolder();
    copyCut(source, folder, end);
    const { asked } = await resume(folder);
    const divided = asked.find(({ key }) => key === DIVIDED)?.divided;
    expect(divided).toEqual(state);
    expect(divided?.sinceFault.words).toBeGreaterThan(10);
  });

  it('counts again what failed, if that is asked for', async () => {
    const folder = createTemporaryFolder();
    await journalOfRun(folder);
    const { totals, asked } = await resume(folder, OBJECTS, true);
    expect(asked.map(({ key }) => key)).toEqual([PARTIAL, FAILED]);
    expect(totals).toMatchObject(TRUE_TOTALS);
    const { journal } = await reopen(folder, true);
    const sound = startRun(
      OBJECTS,
      async function* ({ objects }) {
        yield HELLO;
        for (const [index, { sizeBytes }] of objects.entries()) yield objectFrame(index, sizeBytes);
        yield END;
      },
      { journal },
    );
    const mended = await followWith(journal, sound);
    expect(mended.totals).toMatchObject({ status: 'complete', tally: tallyOf(wordsOf(OBJECTS)) });
    const { asked: nothing, totals: last } = await resume(folder, OBJECTS, true);
    expect(nothing).toEqual([]);
    expect(last.tally).toEqual(tallyOf(wordsOf(OBJECTS)));
  });

  it('counts what was interrupted, also if an attempt at it had failed before', async () => {
    const folder = createTemporaryFolder();
    const abort = new AbortController();
    const journal = await begin(folder);
    let settled = 0;
    const events = startRun(
      OBJECTS,
      cascadeByNumber(async function* (request, number) {
        if (number < 2) {
          settled += request.objects.length;
          return yield* mixedCascade(request);
        }
        yield HELLO;
        yield failedFrame(0, { retryable: true });
        abort.abort();
        yield END;
      }),
      { journal, signal: abort.signal, cascades: 1 },
    );
    const { totals } = await followWith(journal, events);
    expect(totals.status).toBe('interrupted');
    expect(totals.objects.counted).toBeGreaterThan(5);
    const second = await resume(folder);
    expect(second.totals).toMatchObject(TRUE_TOTALS);
    expect(second.asked).toHaveLength(60 - settled);
  });

  it('adds the bill of all parts, and says if some of it is not known', async () => {
    const source = createTemporaryFolder();
    await journalOfRun(source);
    const whole = await resume(source);
    const { invocations } = whole.totals.billing.worker;
    expect(whole.totals.warnings.map(({ code }) => code)).not.toContain('earlier-bills-unknown');
    const folder = createTemporaryFolder();
    // Without the line that says how it ended.
    const text = journalText(source);
    copyCut(source, folder, text.indexOf('{"type":"ended"'));
    const { totals } = await resume(folder);
    expect(totals.billing.worker.invocations).toBeGreaterThan(0);
    expect(totals.billing.worker.invocations).toBeLessThanOrEqual(invocations);
    expect(totals.warnings).toContainEqual(
      expect.objectContaining({ code: 'earlier-bills-unknown', level: 'information', keys: 0 }),
    );
    // That stays true in every later part.
    const later = await resume(folder);
    expect(later.totals.warnings.map(({ code }) => code)).toContain('earlier-bills-unknown');
    expect(later.totals.billing).toEqual(totals.billing);
  });

  it('forgets nothing of earlier parts when it is killed before it knows as much', async () => {
    const source = createTemporaryFolder();
    const { totals } = await journalOfRun(source);
    const first = journalText(source).length;
    await resume(source, [...OBJECTS, { key: 'new', sizeBytes: 5, etag: '"new"' }]);
    const text = journalText(source);
    const folder = createTemporaryFolder();
    let parts = 0;
    for (let end = first; end > 0; end = text.indexOf('\n', end) + 1) {
      copyCut(source, folder, end);
      const [run] = await listRuns(folder);
      const { objects, billing, elapsedMs = 0 } = run?.about?.figures ?? {};
      expect(objects?.counted).toBeGreaterThanOrEqual(totals.objects.counted);
      expect(billing?.worker.billedMs).toBeGreaterThanOrEqual(totals.billing.worker.billedMs);
      expect(elapsedMs).toBeGreaterThanOrEqual(totals.elapsedMs);
      parts += 1;
    }
    expect(parts).toBeGreaterThan(3);
  });

  it('never takes a journal with a bit that has flipped for what was written', async () => {
    const source = createTemporaryFolder();
    const folder = createTemporaryFolder();
    await journalOfRun(source);
    const { size } = statSync(journalPath(source, FIRST_ID));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: size - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const bytes = readFileSync(journalPath(source, FIRST_ID));
        bytes[at] = (bytes[at] as number) ^ (1 << bit);
        writeFileSync(journalPath(folder, FIRST_ID), bytes);
        const result = await resume(folder).catch((error: Error) => error.message);
        if (typeof result === 'string') expect(result).toContain('is damaged in line');
        // Only a last line that has lost its newline is passed over.
        else expect([at, result.totals]).toMatchObject([size - 1, TRUE_TOTALS]);
      }),
      { numRuns: 100 },
    );
  });

  it('names its journal in its first event', async () => {
    const folder = createTemporaryFolder();
    const { events } = await journalOfRun(folder);
    expect(events[0]).toMatchObject({ type: 'run-started', id: FIRST_ID });
    const { events: none } = await finishRun(startRun(OBJECTS, mixedCascade));
    expect(none[0]).not.toHaveProperty('id');
  });
});
