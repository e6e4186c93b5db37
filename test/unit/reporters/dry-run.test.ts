import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { estimateOf } from '../../../src/estimate/estimate-of.ts';
import { createProblems } from '../../../src/events/problems.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';
import { toDryRunDocument } from '../../../src/reporters/dry-run-document.ts';
import { renderDryRun, renderDryRunWarnings } from '../../../src/reporters/dry-run-rows.ts';
import { collectRunDetails } from '../../../src/reporters/run-details.ts';
import { textColumns } from '../../../src/text/escape-control.ts';

const PLAIN = pc.createColors(false);
const GB = 1e9;

const NO_WORK = { objects: 0, sizeBytes: 0, cost: 0 };

const STARTED: RunEvent = {
  ...{ type: 'run-started', schema: 1, engine: 'lambda', words: 'wc' },
  source: { bucket: 'logs', prefix: '2026/\u001b[31m' },
  limits: {
    ...{ workers: 100, cascades: 10, taskSlices: 500, sliceBytes: 2 ** 27 },
    batches: { maxObjects: 10_000 },
  },
  prices: {
    ...{ region: 'us-east-1', asOf: '2026-01-01', source: 'the test' },
    perGbSecond: { arm64: 0.00001 },
    perMillionInvocations: 0.2,
    perThousandGets: 0.0004,
    perThousandLists: 0.005,
  },
};

const EVENTS: readonly RunEvent[] = [
  STARTED,
  { type: 'listed', objects: 1_003, sizeBytes: 9 * GB, complete: false, storeRequests: 2 },
  {
    ...{ type: 'object', key: 'old', sizeBytes: GB, bytes: 0, lines: 0, words: 0, ms: 0 },
    ...{ status: 'skipped', reason: 'archived' },
  },
  { type: 'listed', objects: 0, sizeBytes: 0, complete: true },
  {
    ...{ type: 'to-count', objects: 1_002, sizeBytes: 8 * GB, cost: 15 * GB },
    ...{ largest: NO_WORK, largestUndivided: NO_WORK, dividable: [] },
    formats: [
      { format: 'plain', objects: 2, sizeBytes: GB },
      { format: 'gzip', objects: 1_000, sizeBytes: 7 * GB },
    ],
  },
  { type: 'run-ended', status: 'complete', elapsedMs: 100 },
];

function viewOf(events: readonly RunEvent[]) {
  const problems = createProblems(0);
  const collector = collectRunDetails();
  let totals = NO_TOTALS;
  for (const event of events) {
    totals = addEvent(totals, event);
    problems.add(event);
    collector.add(event);
  }
  const { details } = collector;
  return { totals, problems: problems.groups(totals), details, estimate: estimateOf(totals) };
}

describe('a dry run as text', () => {
  it('has formats, what is left out, and the plan with its ranges', () => {
    const text = renderDryRun(viewOf(EVENTS), 100, PLAIN);
    expect(text).toContain('To count: 1,002 keys under s3://logs/2026/');
    expect(text).toMatch(/gzip +7\.00 GB +1,000 keys\n +plain +1\.00 GB +2 keys\n/);
    expect(text).toMatch(/left out +1 key +1 archived\n/);
    expect(text).toMatch(/workers +100 +at a time/);
    expect(text).toMatch(/cost +about \$0\.\d+ +\$0\.\d+ to \$0\.\d+\n/);
    expect(text).toMatch(/\nAssumed:\n {2}- /);
  });

  it('has the workers that the run would choose, and not those that it begins with', () => {
    const chosen: RunEvent = {
      ...{ type: 'workers-chosen', workers: 466, reason: 'cost' },
      limit: { workers: 890, source: 'account', unreserved: 1_000, left: 100, cascades: 10 },
    };
    const dividable = Array.from({ length: 26 }, (_, digits) =>
      digits < 25 ? NO_WORK : { objects: 1_002, sizeBytes: 8 * GB, cost: 15 * GB },
    );
    const events = EVENTS.map((event) =>
      event.type === 'to-count' ? { ...event, dividable } : event,
    );
    const view = viewOf([...events.slice(0, 4), chosen, ...events.slice(4)]);
    expect(renderDryRun(view, 100, PLAIN)).toMatch(/workers +466 +at a time/);
    const { type: _, ...workers } = chosen;
    expect(toDryRunDocument(view).workers).toEqual(workers);
  });

  it.each([40, 60, 80, 120])('fits %d columns, without what a terminal would act on', (columns) => {
    const text = renderDryRun(viewOf(EVENTS), columns, PLAIN);
    expect(text).not.toContain('\u001b');
    const widths = text.split('\n').map(textColumns);
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.min(columns, 100));
  });

  it('says how far an interrupted listing came, and estimates nothing', () => {
    const events: RunEvent[] = [
      ...EVENTS.slice(0, 2),
      { type: 'run-ended', status: 'interrupted', elapsedMs: 5 },
    ];
    const text = renderDryRun(viewOf(events), 200, PLAIN);
    expect(text).toContain('The listing was interrupted: 1,003 keys so far');
    expect(text).not.toContain('cost ');
  });

  it('warns of what is wrong besides keys that are left out', () => {
    const broken: RunEvent = { type: 'warning', code: 'listing-broken', message: 'Oh.', keys: 0 };
    const view = viewOf([...EVENTS.slice(0, 3), broken]);
    expect(renderDryRunWarnings(view, 80, PLAIN)).toBe('warning: listing-broken\n  Oh.\n');
  });
});

it('a dry run as a document has the same', () => {
  const document = toDryRunDocument(viewOf(EVENTS));
  expect(document).toMatchObject({
    dryRun: true,
    status: 'complete',
    listed: { objects: 1_003, storeRequests: 2, complete: true },
    toCount: { objects: 1_002, sizeBytes: 8 * GB },
    leftOut: [{ code: 'archived', objects: 1 }],
    notPriced: ['answers beyond 6 MB each', 'requests to KMS'],
  });
  const { least = 0, likely = 0, most = 0 } = document.estimate?.dollars ?? {};
  expect(0 < least && least <= likely && likely <= most).toBe(true);
  expect(toDryRunDocument(viewOf(EVENTS.slice(0, 2)))).toMatchObject({
    toCount: null,
    estimate: null,
  });
});
