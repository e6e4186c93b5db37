import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { createIntake } from '../../../src/run/intake.ts';
import type { EarlierPart, Settled } from '../../../src/run/run-journal.ts';

const objects = (...keys: string[]): ListedObject[] => keys.map((key) => ({ key, sizeBytes: 1 }));
const sumOf = (count: number): Settled => ({
  type: 'sum',
  objects: count,
  sizeBytes: count,
  bytes: count,
  lines: 0,
  words: 1,
  slowest: [],
});

/** Earlier sums of the objects with these keys. */
function earlierSums(...sums: string[][]) {
  const known = new Map(sums.flatMap((keys, entry) => keys.map((key) => [key, entry] as const)));
  const loaded: string[] = [];
  const earlier = {
    find({ key }) {
      const entry = known.get(key);
      known.delete(key);
      return entry;
    },
    forgetFound: () => undefined,
    objectsOf: (entry) => sums[entry]?.length ?? 0,
    read: async (entry) => sumOf(sums[entry]?.length ?? 0),
    loadState: async ({ key }) => void loaded.push(key),
    stateOf: () => undefined,
  } satisfies Omit<EarlierPart, 'resumed' | 'brokeOff'>;
  return { earlier: earlier as unknown as EarlierPart, loaded };
}

function start(earlier: EarlierPart, maxHeld?: number) {
  const events: RunEvent[] = [];
  const counted: string[] = [];
  const ports = {
    emit: async (event: RunEvent) => void events.push(event),
    count: async (open: readonly ListedObject[]) =>
      void counted.push(...open.map(({ key }) => key)),
  };
  return { intake: createIntake(earlier, ports, maxHeld), events, counted };
}

it('takes a sum once all of its objects are listed, and passes others on', async () => {
  const { earlier, loaded } = earlierSums(['a', 'c'], ['d']);
  const { intake, events, counted } = start(earlier);
  await intake.take(objects('a', 'b'));
  expect(events).toEqual([]);
  expect(counted).toEqual(['b']);
  await intake.take(objects('c', 'd'));
  expect(events).toEqual([
    { ...sumOf(2), earlier: true },
    { ...sumOf(1), earlier: true },
  ]);
  await intake.finish();
  expect(counted).toEqual(['b']);
  expect(loaded).toEqual(['b']);
});

it('counts again all objects of a sum of which one is not listed', async () => {
  const { earlier } = earlierSums(['a', 'b', 'gone'], ['c', 'd']);
  const { intake, events, counted } = start(earlier);
  await intake.take(objects('a', 'b', 'c'));
  await intake.take(objects('d'));
  expect(counted).toEqual([]);
  await intake.finish();
  expect(events).toHaveLength(1);
  expect(counted).toEqual(['a', 'b']);
});

it('counts an object again that is listed twice, as a run does that is not resumed', async () => {
  const { earlier } = earlierSums(['a', 'b']);
  const { intake, events, counted } = start(earlier);
  await intake.take(objects('a', 'a', 'b'));
  await intake.finish();
  expect(events).toHaveLength(1);
  expect(counted).toEqual(['a']);
});

it('lets no more objects wait than it may, and counts those again that waited longest', async () => {
  const { earlier } = earlierSums(['a', 'b', 'z'], ['c', 'd', 'y'], ['e', 'f']);
  const { intake, events, counted } = start(earlier, 3);
  await intake.take(objects('a', 'b', 'c', 'd'));
  expect(counted).toEqual(['a', 'b']);
  // Its sum was given up, so it is counted at once.
  await intake.take(objects('z', 'e', 'f'));
  expect(counted).toEqual(['a', 'b', 'z']);
  await intake.take(objects('y'));
  await intake.finish();
  expect(counted).toEqual(['a', 'b', 'z']);
  expect(events).toHaveLength(2);
});
