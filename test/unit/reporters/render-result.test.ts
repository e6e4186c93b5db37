// The block at the end of a run. Snapshots show it as a reader sees it.

import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { renderResult } from '../../../src/reporters/render-result.ts';
import {
  LAMBDA_END,
  LAMBDA_INTERRUPTED,
  LOCAL_END,
  NOTHING_FOUND,
} from '../../support/sample-runs.ts';

const plain = pc.createColors(false);

const seen = (view: typeof LAMBDA_END, columns: number) =>
  `\n${renderResult(view, columns, plain)}`;

describe('renderResult', () => {
  it('says what was counted on Lambda and what it cost', () => {
    expect(seen(LAMBDA_END, 80)).toMatchInlineSnapshot(`
      "
      Counted 2,119 of 2,122 keys under s3://logs/2026/11/ in 11.8 s

        words            262,339,180   read     438 MB  37.1 MB/s
        lines             20,180,001   decoded 2.35 GB  5.4 : 1
        bytes          2,351,441,220

        not whole                  3   truncated 2 · access denied 1
        cost                 $0.0029   worker 146 GB-s, 212 invocations, 100 cold
                                       cascade 2.07 GB-s, 3 invocations
                                       2,123 S3 requests
        slowest keys                   app-037.log.gz 2.1 s · app-121.log.gz 1.9 s
                                       a.log.gz 12 ms of worker time

      2,119 of 2,122 keys · 438 MB in 11.8 s · 37.1 MB/s · $0.0029
      "
    `);
  });

  it('has fewer rows at 120 columns', () => {
    expect(seen(LAMBDA_END, 120)).toMatchInlineSnapshot(`
      "
      Counted 2,119 of 2,122 keys under s3://logs/2026/11/ in 11.8 s

        words            262,339,180   read     438 MB  37.1 MB/s
        lines             20,180,001   decoded 2.35 GB  5.4 : 1
        bytes          2,351,441,220

        not whole                  3   truncated 2 · access denied 1
        cost                 $0.0029   worker 146 GB-s, 212 invocations, 100 cold
                                       cascade 2.07 GB-s, 3 invocations · 2,123 S3 requests
        slowest keys                   app-037.log.gz 2.1 s · app-121.log.gz 1.9 s
                                       a.log.gz 12 ms of worker time

      2,119 of 2,122 keys · 438 MB in 11.8 s · 37.1 MB/s · $0.0029
      "
    `);
  });

  it('has more rows at 60 columns', () => {
    expect(seen(LAMBDA_END, 60)).toMatchInlineSnapshot(`
      "
      Counted 2,119 of 2,122 keys under s3://logs/2026/11/
      in 11.8 s

        words            262,339,180   read     438 MB  37.1 MB/s
        lines             20,180,001   decoded 2.35 GB  5.4 : 1
        bytes          2,351,441,220

        not whole                  3   truncated 2
                                       access denied 1
        cost                 $0.0029   worker 146 GB-s, 212
                                       invocations, 100 cold
                                       cascade 2.07 GB-s, 3
                                       invocations
                                       2,123 S3 requests
        slowest keys                   app-037.log.gz 2.1 s
                                       app-121.log.gz 1.9 s
                                       a.log.gz 12 ms of worker
                                       time

      2,119 of 2,122 keys · 438 MB in 11.8 s · 37.1 MB/s · $0.0029
      "
    `);
  });

  it('has the details below at 40 columns', () => {
    expect(seen(LAMBDA_END, 40)).toMatchInlineSnapshot(`
      "
      Counted 2,119 of 2,122 keys under
      s3://logs/2026/11/ in 11.8 s

        words            262,339,180
          read     438 MB  37.1 MB/s
        lines             20,180,001
          decoded 2.35 GB  5.4 : 1
        bytes          2,351,441,220

        not whole                  3
          truncated 2 · access denied 1
        cost                 $0.0029
          worker 146 GB-s, 212 invocations,
          100 cold
          cascade 2.07 GB-s, 3 invocations
          2,123 S3 requests
        slowest keys
          app-037.log.gz 2.1 s
          app-121.log.gz 1.9 s
          a.log.gz 12 ms of worker time

      2,119 of 2,122 keys · 438 MB in 11.8 s
      37.1 MB/s · $0.0029
      "
    `);
  });

  it('has percentiles, retries and the share of cascades if asked for', () => {
    expect(seen({ ...LAMBDA_END, verbose: true }, 80)).toMatchInlineSnapshot(`
      "
      Counted 2,119 of 2,122 keys under s3://logs/2026/11/ in 11.8 s

        words            262,339,180   read     438 MB  37.1 MB/s
        lines             20,180,001   decoded 2.35 GB  5.4 : 1
        bytes          2,351,441,220

        not whole                  3   truncated 2 · access denied 1
        cost                 $0.0029   worker 146 GB-s, 212 invocations, 100 cold
                                       cascade 2.07 GB-s, 3 invocations
                                       2,123 S3 requests
        retries                    1
        cascades                1.0%   of the cost
        sizes                          50% up to 131 kB · 90% up to 262 kB
                                       99% up to 524 kB
        slowest keys                   app-037.log.gz 2.1 s · app-121.log.gz 1.9 s
                                       a.log.gz 12 ms of worker time

      2,119 of 2,122 keys · 438 MB in 11.8 s · 37.1 MB/s · $0.0029
      "
    `);
  });

  it('keeps a key and its time in one line at 60 columns', () => {
    const lines = seen(LOCAL_END, 60).split('\n');
    const at = lines.findIndex((line) => line.includes('slowest keys'));
    expect(lines[at]).toMatch(/slowest keys +a rather.*…\S* 900 ms$/);
  });

  it('speaks of threads after a local run, and of no tiers and dollars', () => {
    expect(seen(LOCAL_END, 80)).toMatchInlineSnapshot(`
      "
      Counted all 48 keys under demo/ in 2.3 s

        words            153,280,455   read     194 MB  84.3 MB/s
        lines             11,790,645   decoded 1.37 GB  7.1 : 1
        bytes          1,372,802,992

        thread time            4.6 s   2.0 threads busy on average
        slowest keys                   a rather long na… would give.log 900 ms
                                       b.log 800 ms · c.log 20 ms of thread time

      48 keys · 194 MB in 2.3 s · 84.3 MB/s
      "
    `);
  });

  it('marks the result of an interrupted run as partial, and counts what was reached', () => {
    expect(seen(LAMBDA_INTERRUPTED, 80)).toMatchInlineSnapshot(`
      "
      Partial result, because the run was interrupted: 1 of 3 keys under
      s3://logs/2026/11/ in 2.0 s

        words             123   read    1.00 MB  500 kB/s
        lines               1   decoded 2.00 MB  2.0 : 1
        bytes       2,000,000

        not whole           2   interrupted 2
        cost        $0.000042   worker 1.38 GB-s, 3 invocations, 2 cold, 1 without a
                                report · 23 S3 requests

      partial: 1 of 3 keys · 1.00 MB in 2.0 s · 500 kB/s · $0.000042
      "
    `);
  });

  it('says where nothing was found, and shows no zeros', () => {
    expect(seen(NOTHING_FOUND, 80)).toMatchInlineSnapshot(`
      "
      No keys were found under demo/nothing/ in 31 ms
      "
    `);
  });

  it('leaves the time out in which the job was stopped', () => {
    const text = seen({ ...LOCAL_END, stoppedMs: 1_300 }, 80);
    expect(text).toContain('in 1.0 s (stopped for 1.3 s)');
    expect(text).toContain('194 MB/s');
    expect(text).not.toContain('busy');
  });
});

test.each([200, 80, 60, 40, 20])('no row is wider than %i columns', (columns) => {
  for (const view of [LAMBDA_END, LAMBDA_INTERRUPTED, LOCAL_END, NOTHING_FOUND]) {
    for (const line of renderResult({ ...view, verbose: true }, columns, plain).split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  }
});
