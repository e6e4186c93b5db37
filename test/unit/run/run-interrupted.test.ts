import { describe, expect, it } from 'vitest';
import { settledObjects } from '../../../src/events/totals.ts';
import { HELLO } from '../../support/frames.ts';
import {
  cascadeByNumber,
  finishRun,
  listObjects,
  soundCascade,
  startRun,
  wordsOf,
} from '../../support/running.ts';

const OBJECTS = listObjects(50);

describe('run that is interrupted', () => {
  it.each([0, 1, 2, 5, 20, 40])('settles all it has listed after %i events', async (when) => {
    const abort = new AbortController();
    const cascade = cascadeByNumber(async function* (request, number) {
      for await (const frame of soundCascade(request)) {
        await new Promise(setImmediate);
        if (abort.signal.aborted && number > 0) return;
        yield frame;
      }
    });
    const observed = (async function* () {
      let count = 0;
      for await (const event of startRun(OBJECTS, cascade, { signal: abort.signal })) {
        if (count === when) abort.abort();
        count += 1;
        yield event;
      }
    })();
    const { totals, objects } = await finishRun(observed);
    expect(totals.status).toBe('interrupted');
    expect(settledObjects(totals)).toBe(totals.listed.objects);
    const counted = objects.filter(({ status }) => status === 'counted');
    expect(totals.tally.words).toBe(wordsOf(counted));
    for (const { status, reason } of objects) {
      if (status !== 'counted')
        expect({ status, reason }).toEqual({ status: 'skipped', reason: 'interrupted' });
    }
  });

  it('tells the listing and the cascades of it', async () => {
    const abort = new AbortController();
    const aborted: string[] = [];
    const store = {
      list: async function* (_: string, signal: AbortSignal) {
        yield OBJECTS.slice(0, 20);
        yield OBJECTS.slice(20);
        await onAbort(signal);
        aborted.push('listing');
      },
    };
    const cascade = async function* (_: unknown, signal: AbortSignal) {
      yield HELLO;
      await onAbort(signal);
      aborted.push('cascade');
    };
    const finished = finishRun(startRun(store, cascade, { signal: abort.signal, cascades: 1 }));
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    abort.abort();
    const { totals, warnings } = await finished;
    expect(aborted.sort()).toEqual(['cascade', 'listing']);
    expect(totals.objects.skipped).toBe(50);
    expect(warnings).toEqual([]);
  });

  it('lets go of everything when its events are no longer wanted', async () => {
    let open = 0;
    const cascade = async function* (_: unknown, signal: AbortSignal) {
      open += 1;
      yield { type: 'heartbeat', readingBytes: 1 } as const;
      await onAbort(signal);
      open -= 1;
    };
    for await (const event of startRun(OBJECTS, cascade)) if (event.type === 'reading') break;
    expect(open).toBe(0);
  });
});

function onAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
