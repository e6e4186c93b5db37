// The live block at several sizes of a terminal. Snapshots show it as a reader sees it.

import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { createProgressMeter } from '../../../src/events/progress-meter.ts';
import { NO_TOTALS, type Totals } from '../../../src/events/totals.ts';
import { type LiveView, renderLive } from '../../../src/reporters/render-live.ts';
import { LAMBDA_MIDDLE, LAMBDA_SOURCE, MIDDLE } from '../../support/sample-runs.ts';
import { FINISHED, HUGE, STARTED, totalsOf } from '../../support/sample-totals.ts';

const plain = pc.createColors(false);

const VIEW: LiveView = {
  source: LAMBDA_SOURCE,
  engine: 'lambda',
  maxWorkers: 100,
  totals: LAMBDA_MIDDLE,
  progress: MIDDLE,
  elapsedMs: 6_700,
};

function drawn(view: LiveView, columns: number, rows = 24): string {
  return `\n${renderLive(view, { columns, rows }, plain).join('\n')}\n`;
}

function measured(totals: Totals, elapsedMs: number): LiveView {
  const progress = createProgressMeter().measure(totals, elapsedMs);
  return {
    source: { dir: '/data', prefix: '' },
    engine: 'local',
    maxWorkers: 2,
    totals,
    progress,
    elapsedMs,
  };
}

describe('renderLive', () => {
  it('has figures in two columns at 80', () => {
    expect(drawn(VIEW, 80)).toMatchInlineSnapshot(`
      "
      s3://logs/2026/11/ · Lambda us-east-1                             6.7 s elapsed
      ████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░   58%          5 s left
      words       154,163,979   keys  1,231 of 2,122
      lines        11,858,625   read  258 of 438 MB
      decoded         1.38 GB   rate  38.4 MB/s  ▂▄▆▇▆██
      workers       97 of 100   cost  $0.0016 of about $0.0028
      reading app-037.log.gz 61% · app-121.log.gz 12%
      3 keys not counted whole
      "
    `);
  });

  it('has a longer bar at 120', () => {
    expect(drawn(VIEW, 120)).toMatchInlineSnapshot(`
      "
      s3://logs/2026/11/ · Lambda us-east-1                                                  6.7 s elapsed
      ████████████████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   58%          5 s left
      words       154,163,979   keys  1,231 of 2,122
      lines        11,858,625   read  258 of 438 MB
      decoded         1.38 GB   rate  38.4 MB/s  ▂▄▆▇▆██
      workers       97 of 100   cost  $0.0016 of about $0.0028
      reading app-037.log.gz 61% · app-121.log.gz 12%
      3 keys not counted whole
      "
    `);
  });

  it('has a shorter bar at 60', () => {
    expect(drawn(VIEW, 60)).toMatchInlineSnapshot(`
      "
      s3://logs/2026/11/ · Lambda us-east-1         6.7 s elapsed
      ████████████████████░░░░░░░░░░░░░░░   58%          5 s left
      words       154,163,979   keys  1,231 of 2,122
      lines        11,858,625   read  258 of 438 MB
      decoded         1.38 GB   rate  38.4 MB/s  ▂▄▆▇▆██
      workers       97 of 100   cost  $0.0016 of about $0.0028
      reading app-037.log.gz 61% · app-121.log.gz 12%
      3 keys not counted whole
      "
    `);
  });

  it('has one column at 40', () => {
    expect(drawn(VIEW, 40)).toMatchInlineSnapshot(`
      "
      s3://logs/2026/11/        6.7 s elapsed
      ████████░░░░░░░   58%          5 s left
      words   154,163,979
      lines   11,858,625
      decoded 1.38 GB
      workers 97 of 100
      keys    1,231 of 2,122
      read    258 of 438 MB
      rate    38.4 MB/s
      cost    $0.0016 of about $0.0028
      reading app-121.log.gz 12%
      3 keys not counted whole
      "
    `);
  });

  it('leaves rows out on a low terminal', () => {
    expect(drawn(VIEW, 80, 4)).toMatchInlineSnapshot(`
      "
      ████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░   58%          5 s left
      words       154,163,979   keys  1,231 of 2,122
      lines        11,858,625   read  258 of 438 MB
      decoded         1.38 GB   rate  38.4 MB/s  ▂▄▆▇▆██
      "
    `);
    expect(drawn(VIEW, 40, 3)).toMatchInlineSnapshot(`
      "
      ████████░░░░░░░   58%          5 s left
      words   154,163,979
      keys    1,231 of 2,122
      "
    `);
    expect(drawn(VIEW, 80, 1)).toMatchInlineSnapshot(`
      "
      ████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░   58%          5 s left
      "
    `);
  });

  it('speaks of threads in a local run, and of no dollars', () => {
    const totals = totalsOf(
      STARTED,
      { type: 'listed', objects: 1_234, sizeBytes: 5_000_000, complete: false },
      { type: 'reading', bytes: 250_000, words: 1_000, lines: 20, decodedBytes: 1e6, workers: 2 },
    );
    expect(drawn(measured(totals, 400), 80)).toMatchInlineSnapshot(`
      "
      /data/ · on this machine                                          0.4 s elapsed
      ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     –     still listing
      words             1,000   keys  0 of 1,234 found so far
      lines                20   read  250 kB of 5.00 MB
      decoded         1.00 MB   rate  625 kB/s
      threads          2 of 2

      "
    `);
  });

  it('says that it waits because of throttling', () => {
    const totals = totalsOf({ type: 'reading', bytes: 0, waiting: 'throttled' });
    expect(drawn(measured(totals, 400), 80)).toContain('waiting for Lambda, which is throttling');
    expect(drawn(VIEW, 80)).not.toContain('waiting');
  });

  it('keeps each figure in its place while it grows', () => {
    const few = drawn(measured(totalsOf(STARTED), 0), 80).split('\n');
    const many = drawn(VIEW, 80).split('\n');
    for (const name of ['words', 'lines', 'keys', 'read', 'rate']) {
      const place = (lines: string[]) => lines.map((line) => line.indexOf(name));
      expect(place(few).slice(0, 6)).toEqual(place(many).slice(0, 6));
    }
  });

  it('escapes control characters', () => {
    const view = { ...VIEW, source: { bucket: 'a\x1b[2Jb', prefix: '\n' } };
    expect(drawn(view, 80)).toContain('s3://a\\x1b[2Jb/\\x0a · Lambda');
  });
});

test.each([200, 120, 80, 60, 55, 40, 20, 5, 2])('no row is wider than %i columns', (columns) => {
  const sources = ['', 'short', 'x'.repeat(200), '日'.repeat(90), '\x1b[31m'.repeat(20)];
  for (const dir of sources) {
    for (const totals of [NO_TOTALS, FINISHED, HUGE, LAMBDA_MIDDLE]) {
      for (const elapsedMs of [0, 59_999, 360_000_000]) {
        const view = { ...measured(totals, elapsedMs), source: { dir, prefix: '' } };
        for (const rows of [1, 4, 20]) {
          const lines = renderLive(view, { columns, rows }, plain);
          expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThan(columns);
          expect(lines.length).toBeLessThanOrEqual(rows);
        }
      }
    }
  }
});

test('80 columns are enough for the largest figures', () => {
  const rows = (columns: number) =>
    renderLive(measured(HUGE, 360_000_000), { columns, rows: 24 }, plain).slice(2);
  expect(rows(80)).toEqual(rows(101));
});
