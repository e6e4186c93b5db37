import { expect, test } from 'vitest';
import { systemClock } from '../../../src/scatter/clock.ts';
import { createRunRegistry } from '../../../src/serve/run-registry.ts';

test('the results of the last hundred runs are kept, and the events of fewer', async () => {
  let day = 0;
  const runs = createRunRegistry({
    async *begin({ prefix }) {
      const words = Number(prefix);
      yield {
        ...{ type: 'sum', objects: 1, sizeBytes: 1, bytes: 1, lines: 1, slowest: [] },
        words,
      } as const;
      yield { type: 'run-ended', status: 'complete', elapsedMs: 1 };
    },
    clock: systemClock,
    today() {
      day += 1;
      return new Date(day * 86_400_000);
    },
    ...{ maxRuns: 1, graceMs: 60_000, heartbeatMs: 60_000 },
    onChange: () => {},
    onError(error) {
      throw error;
    },
  });
  const ids: string[] = [];
  for (let n = 0; n < 130; n += 1) {
    const { run } = runs.start({ prefix: String(n), noAgg: false });
    ids.push(run.id);
    await run.ended;
    await new Promise(setImmediate);
  }
  const list = runs.list();
  expect(list.map(({ id }) => id)).toEqual(ids.slice(30).reverse());
  expect(list.map(({ figures }) => figures.words)).toEqual(
    Array.from({ length: 100 }, (_, n) => 129 - n),
  );
  expect(list.filter(({ hasEvents }) => hasEvents)).toHaveLength(20);
  expect(list[0]?.startedAt).toBe(new Date(130 * 86_400_000).toISOString());
  const [oldest, kept] = [ids[29], ids[30]] as [string, string];
  expect(runs.result(oldest)).toBeUndefined();
  expect(runs.result(kept)?.record.totals.tally.words).toBe(30);
  expect(runs.find(kept)).toBeUndefined();
});
