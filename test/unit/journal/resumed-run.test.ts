import { describe, expect, it } from 'vitest';
import { END, failedFrame, HELLO, objectFrame, tallyOf } from '../../support/frames.ts';
import {
  begin,
  copyCut,
  FIRST_ID,
  followWith,
  journalText,
  reopen,
} from '../../support/journals.ts';
import {
  DIVIDED,
  FAILED,
  journalOfRun,
  mixedCascade,
  OBJECTS,
  PARTIAL,
  resume,
  TRUE_TOTALS,
} from '../../support/resumed-run.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  startRun,
  wordsOf,
} from '../../support/running.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

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
    // A new count replaces that of the journal.
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

  it('names its journal in its first event', async () => {
    const folder = createTemporaryFolder();
    const { events } = await journalOfRun(folder);
    expect(events[0]).toMatchObject({ type: 'run-started', id: FIRST_ID });
    const { events: none } = await finishRun(startRun(OBJECTS, mixedCascade));
    expect(none[0]).not.toHaveProperty('id');
  });
});
