// A run that chooses how many workers it has, as its listing goes on.

import { expect, test } from 'vitest';
import type { WorkersLimit } from '../../../src/events/workers-limit.ts';
import type { ChooseWorkers } from '../../../src/run/workers-choice.ts';
import {
  cascadeByNumber,
  finishRun,
  inPages,
  listObjects,
  soundCascade,
  startRun,
  wordsOf,
} from '../../support/running.ts';

const LIMIT: WorkersLimit = { workers: 1_000, source: 'account' };

/** One worker for each object. */
const onePerObject: ChooseWorkers = ({ objects }) => ({
  ...{ workers: objects, reason: 'time', limit: LIMIT },
});

/** Each object is worth a worker. */
const OBJECTS = listObjects(120).map((object) => ({ ...object, sizeBytes: 2 ** 25 }));
const BATCHES = {
  ...{ maxObjects: 10, maxNameBytes: 1e6, maxWorkers: 900, lookAheadMs: 0, maxWaiting: 100 },
};

test('the run may have more workers as more is listed, and tells so', async () => {
  const cascade = cascadeByNumber(soundCascade);
  const run = startRun(OBJECTS, cascade, {
    ...{ workers: 2, cascades: 1, batches: BATCHES, chooseWorkers: onePerObject },
  });
  const { events, totals } = await finishRun(run);
  expect(totals.objects.counted).toBe(OBJECTS.length);
  expect(totals.tally.words).toBe(wordsOf(OBJECTS));
  const chosen = events.flatMap((event) => (event.type === 'workers-chosen' ? [event] : []));
  expect(chosen[0]?.workers).toBe(10);
  expect(totals.workersChosen).toEqual({ ...chosen.at(-1) });
  expect(totals.workersChosen?.workers).toBe(120);
  // Its batches have work for fourteen each.
  expect(cascade.requests.at(-1)?.workers).toBe(14);
});

test('a choice is never taken back, and is not told twice', async () => {
  const choices = [8, 6, 8, 9];
  const chooseWorkers: ChooseWorkers = () => ({
    ...{ workers: choices.shift() ?? 9, reason: 'time', limit: LIMIT },
  });
  const { events } = await finishRun(
    startRun(OBJECTS, soundCascade, { workers: 2, batches: BATCHES, chooseWorkers }),
  );
  const chosen = events.flatMap((event) =>
    event.type === 'workers-chosen' ? [event.workers] : [],
  );
  expect(chosen).toEqual([8, 9]);
});

test('once all that may run are chosen, nothing more is looked at', async () => {
  let looks = 0;
  const chooseWorkers: ChooseWorkers = () => {
    looks += 1;
    return { workers: LIMIT.workers, reason: 'limit', limit: LIMIT };
  };
  await finishRun(startRun(OBJECTS, soundCascade, { workers: 2, batches: BATCHES, chooseWorkers }));
  expect(looks).toBe(1);
});

test('where nothing is found nothing is chosen', async () => {
  const { totals } = await finishRun(
    startRun({ list: () => inPages([]) }, soundCascade, { chooseWorkers: onePerObject }),
  );
  expect(totals.workersChosen).toBeUndefined();
});

test('without a choice the number stays, and no event tells of it', async () => {
  const cascade = cascadeByNumber(soundCascade);
  const { totals } = await finishRun(
    startRun(OBJECTS, cascade, { workers: 4, cascades: 1, batches: BATCHES }),
  );
  expect(totals.workersChosen).toBeUndefined();
  expect(Math.max(...cascade.requests.map(({ workers }) => workers))).toBe(4);
});
