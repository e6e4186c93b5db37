import { expect, test } from 'vitest';
import { createObjectFilter, type ObjectFilter } from '../../../src/planning/object-filter.ts';
import type { FoundObject } from '../../../src/protocol/ports.ts';

function select(filter: Partial<ObjectFilter>, objects: readonly FoundObject[]): string[] {
  const matches = createObjectFilter({ matchesKey: () => true, ...filter }, (key) => {
    throw new Error(`no time: ${key}`);
  });
  return objects.filter(matches).map(({ key }) => key);
}

const sized = [0, 9, 10, 11, 20, 21].map((sizeBytes) => ({ key: String(sizeBytes), sizeBytes }));

test('sizes are limited inclusively', () => {
  expect(select({ minBytes: 10 }, sized)).toEqual(['10', '11', '20', '21']);
  expect(select({ maxBytes: 20 }, sized)).toEqual(['0', '9', '10', '11', '20']);
  expect(select({ minBytes: 10, maxBytes: 10 }, sized)).toEqual(['10']);
  expect(select({ maxBytes: 0 }, sized)).toEqual(['0']);
});

test('newer and older share out all objects', () => {
  const timed = [99, 100, 101].map((modifiedMs) => ({
    key: String(modifiedMs),
    sizeBytes: 1,
    modifiedMs,
  }));
  expect(select({ fromMs: 100 }, timed)).toEqual(['100', '101']);
  expect(select({ beforeMs: 100 }, timed)).toEqual(['99']);
  expect(select({ fromMs: 100, beforeMs: 101 }, timed)).toEqual(['100']);
  expect(select({ fromMs: -1 }, timed)).toHaveLength(3);
});

test('a time that is needed and unknown is an error', () => {
  const object = { key: 'a', sizeBytes: 1 };
  expect(() => select({ fromMs: 1 }, [object])).toThrow('no time: a');
  expect(() => select({ beforeMs: 1 }, [object])).toThrow('no time: a');
  expect(select({ minBytes: 1 }, [object])).toEqual(['a']);
});

test('an object without a class is in the standard one', () => {
  const objects = [
    { key: 'none', sizeBytes: 1 },
    { key: 'standard', sizeBytes: 1, storageClass: 'STANDARD' },
    { key: 'rare', sizeBytes: 1, storageClass: 'STANDARD_IA' },
  ];
  expect(select({ storageClasses: ['STANDARD'] }, objects)).toEqual(['none', 'standard']);
  expect(select({ storageClasses: ['STANDARD_IA', 'GLACIER'] }, objects)).toEqual(['rare']);
});

test('what could not be looked at is left out by its key alone', () => {
  const objects: FoundObject[] = [
    { key: 'missing', sizeBytes: 0, unread: { status: 'failed', code: 'vanished' } },
    { key: 'folder/', sizeBytes: 0, unread: { status: 'failed', code: 'unreadable-folder' } },
    {
      key: 'archived',
      sizeBytes: 5,
      modifiedMs: 1,
      unread: { status: 'skipped', code: 'archived' },
    },
  ];
  expect(select({ minBytes: 100, fromMs: 9, storageClasses: ['X'] }, objects)).toEqual([
    'missing',
    'folder/',
  ]);
  const matchesKey = (key: string, isFolder: boolean) => isFolder && key === 'folder/';
  expect(select({ matchesKey }, objects)).toEqual(['folder/']);
});
