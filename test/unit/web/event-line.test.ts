import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import type { Totals } from '../../../src/events/totals.ts';
import { describeEvent } from '../../../src/web/run/event-line.ts';
import { createRunLog } from '../../../src/web/run/run-log.ts';
import { FINISHED, STARTED, totalsOf } from '../../support/sample-totals.ts';

const COUNTED = {
  type: 'object',
  key: 'a.gz',
  sizeBytes: 1,
  bytes: 1,
  lines: 1,
  words: 1,
  ms: 1,
  status: 'counted',
} as const satisfies RunEvent;

/** The text of the event in the log. */
function textOf(event: RunEvent, totals: Totals): string | undefined {
  const log = createRunLog();
  const line = describeEvent(event, totals);
  if (line) log.add(line, 0);
  return log.entries[0]?.text;
}

test.each<[string, RunEvent, string | undefined]>([
  ['its beginning', STARTED, 'Counting /data/logs/ on this machine'],
  [
    'a listing that goes on',
    { type: 'listed', objects: 2, sizeBytes: 9, complete: false },
    undefined,
  ],
  ['a file as it should be', COUNTED, undefined],
  ['a warning', { type: 'warning', code: 'x', message: 'it went wrong', keys: 0 }, 'it went wrong'],
  [
    'a warning about a key',
    { type: 'warning', code: 'x', message: 'it went wrong', keys: 2, example: 'k' },
    'k and 1 more: it went wrong',
  ],
  [
    'a file cut short',
    { ...COUNTED, status: 'partial', reason: 'truncated' },
    'a.gz: partial, the compressed data ends too early; counted up to its end',
  ],
  [
    'how many workers are chosen',
    {
      ...{ type: 'workers-chosen', workers: 1_200, reason: 'time' },
      limit: { workers: 5_000, source: 'account' },
    },
    'At most 1,200 workers at a time: more would be no faster',
  ],
  ['what is read', { type: 'reading', bytes: 2 }, undefined],
])('%s', (_, event, line) => {
  expect(textOf(event, totalsOf(event))).toBe(line);
});

test('the line of a complete listing has the number of keys and their size', () => {
  const listed = { type: 'listed', objects: 1_200, sizeBytes: 5e6, complete: true } as const;
  expect(textOf(listed, totalsOf(listed))).toBe('Listing complete: 1,200 keys, 5.00 MB');
});

test('the end has the same wording as on a terminal', () => {
  const end = { type: 'run-ended', status: 'incomplete', elapsedMs: 1_234 } as const;
  expect(textOf(end, FINISHED)).toBe('Incomplete: 1 of 2 keys counted whole, in 1.2 s.');
});
