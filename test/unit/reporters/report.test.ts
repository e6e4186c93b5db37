// The warnings and the tables of `--verbose`. Snapshots show them as a reader sees them.

import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { addEvent } from '../../../src/events/totals.ts';
import { renderReport } from '../../../src/reporters/report.ts';
import { LAMBDA_END, LAMBDA_INTERRUPTED, LOCAL_END } from '../../support/sample-runs.ts';

const plain = pc.createColors(false);

const seen = (view: typeof LAMBDA_END) => `\n${renderReport(view, 80, plain)}`;

function withEvents(view: typeof LAMBDA_END, ...events: RunEvent[]): typeof LAMBDA_END {
  return { ...view, totals: events.reduce(addEvent, view.totals) };
}

describe('renderReport', () => {
  it('is empty if there is nothing to say', () => {
    expect(renderReport(LOCAL_END, 80, plain)).toBe('');
  });

  it('says what is missing, by an example, and what to do', () => {
    expect(seen(LAMBDA_END)).toMatchInlineSnapshot(`
      "
      warning: truncated, 2 keys, such as 2026/11/a.log.gz
        the compressed data ends too early; counted up to its end
        Compare it with its source: the copy may have been cut off.
      warning: access-denied, 1 key, such as 2026/11/secret.log.gz
        permission to read it was denied
        Ask for the permission to read it, or run as a user who has it.

      "
    `);
  });

  it('has tables if asked for', () => {
    expect(seen({ ...LAMBDA_END, verbose: true })).toMatchInlineSnapshot(`
      "
      ┌──────┬─────────┬─────────┬────────┬─────────┐
      │      │ counted │ partial │ failed │ skipped │
      │ keys │   2,119 │       2 │      1 │       0 │
      └──────┴─────────┴─────────┴────────┴─────────┘
      ┌───────────────────────┬─────────┬───────────────┬────────┐
      │ not whole             │  status │        reason │   size │
      │ 2026/11/a.log.gz      │ partial │     truncated │ 200 kB │
      │ 2026/11/b.log.gz      │ partial │     truncated │ 200 kB │
      │ 2026/11/secret.log.gz │  failed │ access-denied │ 200 kB │
      └───────────────────────┴─────────┴───────────────┴────────┘
      ┌─────────┬─────────────┬──────┬─────────┬───────────┬──────┬────────────────┐
      │ tier    │ invocations │ cold │ unknown │ billed ms │ GB-s │    memory used │
      │ cascade │           3 │    0 │       0 │     1,200 │ 2.07 │ 158 of 1769 MB │
      │ worker  │         212 │  100 │       0 │    84,800 │  146 │ 158 of 1769 MB │
      └─────────┴─────────────┴──────┴─────────┴───────────┴──────┴────────────────┘
      ┌─────────┬───────────┬─────────────┬─────────────┬────────────┬───────────┐
      │ cost    │   compute │ invocations │ S3 requests │ their cost │     total │
      │ listing │ $0.000000 │ $0.00000000 │           3 │  $0.000015 │ $0.000015 │
      │ cascade │ $0.000028 │ $0.00000060 │           0 │  $0.000000 │ $0.000028 │
      │ worker  │ $0.001953 │ $0.00004240 │       2,120 │  $0.000848 │ $0.002844 │
      │ total   │ $0.001981 │ $0.00004300 │       2,123 │  $0.000863 │ $0.002887 │
      └─────────┴───────────┴─────────────┴─────────────┴────────────┴───────────┘
      Prices of us-east-1, 2026-11-26, before free allowances and discounts.
      Not priced: answers beyond 6 MB each, requests to KMS.
      warning: truncated, 2 keys, such as 2026/11/a.log.gz
        the compressed data ends too early; counted up to its end
        Compare it with its source: the copy may have been cut off.
      warning: access-denied, 1 key, such as 2026/11/secret.log.gz
        permission to read it was denied
        Ask for the permission to read it, or run as a user who has it.

      "
    `);
  });

  it.each([60, 72, 80, 120])('keeps to %d columns, whatever the figures are', (columns) => {
    const key = `${'日本/'.repeat(20)}a.log.gz`;
    const notWhole = LAMBDA_END.details.notWhole.map((lost) => ({ ...lost, key }));
    const { totals, details } = LAMBDA_END;
    const large = { reported: 212, invocations: 1_234_567, billedMs: 9_876_543_210 };
    const worker = { ...totals.billing.worker, ...large, gbSeconds: 17_474_000 };
    const billing = { ...totals.billing, worker: { ...worker, hedged: { ...worker } } };
    const view = { ...LAMBDA_END, verbose: true, details: { ...details, notWhole } };
    const text = renderReport({ ...view, totals: { ...totals, billing } }, columns, plain);
    expect(text).toContain('9,876,543,210');
    for (const line of text.split('\n')) {
      // East Asian characters take two columns, and box-drawing ones take one.
      const wide = line.match(/[日本]/g)?.length ?? 0;
      expect(line.length + wide, line).toBeLessThanOrEqual(columns);
    }
  });

  it('turns tables that are too wide', () => {
    const text = renderReport({ ...LAMBDA_END, verbose: true }, 60, plain);
    expect(
      `\n${text.slice(text.indexOf('┌─────────────┬'), text.indexOf('Prices'))}`,
    ).toMatchInlineSnapshot(`
      "
      ┌─────────────┬────────────────┬────────────────┐
      │ tier        │        cascade │         worker │
      │ invocations │              3 │            212 │
      │ cold        │              0 │            100 │
      │ unknown     │              0 │              0 │
      │ billed ms   │          1,200 │         84,800 │
      │ GB-s        │           2.07 │            146 │
      │ memory used │ 158 of 1769 MB │ 158 of 1769 MB │
      └─────────────┴────────────────┴────────────────┘
      ┌─────────────┬─────────────┬─────────────┬─────────────┐
      │ cost        │     listing │     cascade │      worker │
      │ compute     │   $0.000000 │   $0.000028 │   $0.001953 │
      │ invocations │ $0.00000000 │ $0.00000060 │ $0.00004240 │
      │ S3 requests │           3 │           0 │       2,120 │
      │ their cost  │   $0.000015 │   $0.000000 │   $0.000848 │
      │ total       │   $0.000015 │   $0.000028 │   $0.002844 │
      └─────────────┴─────────────┴─────────────┴─────────────┘
      ┌─────────────┬─────────────┐
      │ cost        │       total │
      │ compute     │   $0.001981 │
      │ invocations │ $0.00004300 │
      │ S3 requests │       2,123 │
      │ their cost  │   $0.000863 │
      │ total       │   $0.002887 │
      └─────────────┴─────────────┘
      "
    `);
  });

  it('has no table of tiers and cost after a local run', () => {
    expect(seen({ ...LOCAL_END, verbose: true })).toMatchInlineSnapshot(`
      "
      ┌──────┬─────────┬─────────┬────────┬─────────┐
      │      │ counted │ partial │ failed │ skipped │
      │ keys │      48 │       0 │      0 │       0 │
      └──────┴─────────┴─────────┴────────┴─────────┘

      "
    `);
  });

  it('does not repeat that the run was interrupted', () => {
    expect(seen(LAMBDA_INTERRUPTED)).toMatchInlineSnapshot(`
      "
      1 invocation without a report is not included in the cost. Workers that already
      started will finish on their own.

      "
    `);
  });

  it('calls a warning that took nothing away a note', () => {
    const retried: RunEvent = {
      type: 'warning',
      code: 'worker-died',
      message: 'the worker died',
      keys: 12,
      example: 'k',
    };
    expect(seen(withEvents(LOCAL_END, retried))).toContain('note: worker-died, 12 keys, such as k');
    const broken = { ...retried, code: 'listing-broken', keys: 0 };
    expect(seen(withEvents(LAMBDA_END, broken))).toContain('warning: listing-broken\n');
    const waited: RunEvent = { ...broken, code: 'throttled', level: 'information' };
    expect(seen(withEvents(LAMBDA_END, waited))).toContain('note: throttled\n');
  });

  it('escapes what comes from outside', () => {
    const odd: RunEvent = {
      type: 'warning',
      code: 'odd\x1b',
      message: 'a\x1b[2J',
      keys: 1,
      example: 'b\n',
    };
    expect(seen(withEvents(LOCAL_END, odd))).toContain(
      'note: odd\\x1b, 1 key, such as b\\x0a\n  a\\x1b[2J\n',
    );
  });
});
