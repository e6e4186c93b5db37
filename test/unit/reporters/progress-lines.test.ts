// Progress as plain lines.

import { expect, test } from 'vitest';
import { renderProgressLine } from '../../../src/reporters/progress-lines.ts';
import { LAMBDA_MIDDLE, MIDDLE } from '../../support/sample-runs.ts';
import { STARTED, totalsOf } from '../../support/sample-totals.ts';

test('a line has share, time left, keys, bytes, rate, counts, cost and failures', () => {
  expect(renderProgressLine(LAMBDA_MIDDLE, MIDDLE, 6_700)).toMatch(
    /^6\.7 s: 58%, 5 s left, 1,231 of 2,122 keys, 258 of 438 MB read, 38\.4 MB\/s, 11,858,625 lines, 154,163,979 words, \$0\.0016 of about \$0\.00\d\d, 3 keys not counted whole$/,
  );
});

test('while the listing goes on, there is neither share nor time left', () => {
  const totals = totalsOf(
    STARTED,
    { type: 'listed', objects: 1, sizeBytes: 10, complete: false },
    { type: 'reading', bytes: 0, waiting: 'throttled' },
  );
  const progress = {
    ...MIDDLE,
    share: undefined,
    remainingMs: undefined,
    doneKeys: 0,
    listedKeys: 1,
  };
  expect(renderProgressLine(totals, { ...progress, readBytes: 0, rateBytesPerS: 0 }, 400)).toBe(
    '0.4 s: still listing, 0 of 1 key, 0 of 10 B read, 0 B/s, 0 lines, 0 words, waiting for Lambda, which is throttling',
  );
});
