import { expect, test } from 'vitest';
import { createWorkloadCollector } from '../../../src/estimate/workload-collector.ts';
import { formatNamed } from '../../../src/formats/recognise.ts';

const MIB = 2 ** 20;
const GZIP = formatNamed('gzip').costPerByte;
const XZ = formatNamed('xz').costPerByte;

const OBJECTS = [
  { key: 'a.log', sizeBytes: 10 * MIB },
  { key: 'b.gz', sizeBytes: 8 * MIB },
  { key: 'c.xz', sizeBytes: 1 * MIB },
  { key: 'd.xz', sizeBytes: 2 * MIB },
  { key: 'e', sizeBytes: 0 },
];

test('a listing is summed up by format and by what can be divided', () => {
  const collector = createWorkloadCollector();
  collector.add(OBJECTS.slice(0, 2));
  collector.add(OBJECTS.slice(2));
  const { byFormat, dividable, ...workload } = collector.current();
  expect(workload).toEqual({
    objects: 5,
    sizeBytes: 21 * MIB,
    cost: (10 + 8 * GZIP + 3 * XZ) * MIB,
    largest: { objects: 1, sizeBytes: 2 * MIB, cost: 2 * XZ * MIB },
    largestUndivided: { objects: 1, sizeBytes: 2 * MIB, cost: 2 * XZ * MIB },
  });
  expect([...byFormat]).toEqual([
    ['plain', { objects: 2, sizeBytes: 10 * MIB }],
    ['gzip', { objects: 1, sizeBytes: 8 * MIB }],
    ['xz', { objects: 2, sizeBytes: 3 * MIB }],
  ]);
  expect(dividable.flatMap((work, digits) => (work.objects > 0 ? [[digits, work]] : []))).toEqual([
    [0, { objects: 1, sizeBytes: 0, cost: 0, maybeConditional: 0 }],
    [24, { objects: 1, sizeBytes: 10 * MIB, cost: 10 * MIB, maybeConditional: 0 }],
    [
      25,
      { objects: 1, sizeBytes: 8 * MIB, cost: 8 * GZIP * MIB, maybeConditional: 8 * GZIP * MIB },
    ],
  ]);
});

test('names do not matter where every object is taken for plain text', () => {
  const collector = createWorkloadCollector('plain');
  collector.add(OBJECTS);
  const { byFormat, cost, largestUndivided } = collector.current();
  expect([...byFormat.keys()]).toEqual(['plain']);
  expect(cost).toBe(21 * MIB);
  expect(largestUndivided.objects).toBe(0);
});

test('what was taken stays as it was when more is added', () => {
  const collector = createWorkloadCollector();
  collector.add(OBJECTS.slice(0, 1));
  const before = collector.current();
  collector.add(OBJECTS);
  expect(before.objects).toBe(1);
  expect(before.byFormat.get('plain')?.objects).toBe(1);
  expect(before.byFormat.has('gzip')).toBe(false);
});
