import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { estimateOf } from '../../../src/estimate/estimate-of.ts';
import type { Prices } from '../../../src/events/prices.ts';
import { createProblems } from '../../../src/events/problems.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { UNUSED } from '../../../src/events/tier-use.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';
import { toDryRunDocument } from '../../../src/reporters/dry-run-document.ts';
import { renderDryRun, renderDryRunWarnings } from '../../../src/reporters/dry-run-rows.ts';
import { collectRunDetails } from '../../../src/reporters/run-details.ts';
import { textColumns } from '../../../src/text/fit-text.ts';
import { TEST_PRICES } from '../../support/test-prices.ts';

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
  prices: TEST_PRICES,
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

/** The events of the same run with these prices and no others. */
function withPrices(known: Pick<Prices, 'perGbSecond'> & Partial<Prices>): RunEvent[] {
  const { region, asOf, source } = TEST_PRICES;
  const prices = { region, asOf, source, ...known };
  return EVENTS.map((event) => (event.type === 'run-started' ? { ...event, prices } : event));
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
      digits < 25 ? NO_WORK : { objects: 1_002, sizeBytes: 8 * GB, cost: 30 * GB },
    );
    const events = EVENTS.map((event) =>
      event.type === 'to-count' ? { ...event, cost: 30 * GB, dividable } : event,
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

  it('gives no dollars where computing has no known price, and names all prices that are missing', () => {
    const text = renderDryRun(viewOf(withPrices({ perGbSecond: {} })), 200, PLAIN);
    expect(text).toMatch(/\n +cost +–\n/);
    expect(text).not.toContain('$0');
    expect(text.replaceAll('\n', ' ')).toContain(
      'The dollars leave out compute, invocations, GET requests and LIST requests, whose prices in us-east-1 are not known.',
    );
    expect(toDryRunDocument(viewOf(withPrices({ perGbSecond: {} }))).estimate?.dollars).toBeNull();
  });

  it('says that other costs come on top of what has a known price', () => {
    const { perThousandGets: _, ...others } = TEST_PRICES;
    const text = renderDryRun(viewOf(withPrices(others)), 200, PLAIN);
    expect(text).toMatch(/\n +cost +about \$0\.\d+ and more +\$0\.\d+ to \$0\.\d+\n/);
    expect(text).toContain('The dollars leave out GET requests, whose prices');
  });

  it('has the requests and their cost where this machine counts', () => {
    const [started, ...others] = EVENTS;
    const view = viewOf([{ ...STARTED, ...started, engine: 'local' } as RunEvent, ...others]);
    const text = renderDryRun(view, 200, PLAIN);
    expect(text).toMatch(/\n +requests +about 1,002 +GET · 2 LIST\n/);
    // 1,002 / 1,000 * $0.0004, and 2 / 1,000 * $0.005.
    expect(text).toMatch(/\n +cost +about \$0\.00041 *\n/);
  });

  it.each([
    ['4 HEAD', { bucket: 'logs', prefix: '', keys: 3 }],
    [
      '4 GET of the inventory',
      { bucket: 'logs', prefix: '', inventory: 's3://lists/manifest.json' },
    ],
  ])('names %s as what it took to find the keys', (requests, source) => {
    const found = { objects: 0, sizeBytes: 0, complete: true, getRequests: 4 };
    const events = [{ ...STARTED, source } as RunEvent, { type: 'listed', ...found } as RunEvent];
    const text = renderDryRun(viewOf([...events, ...EVENTS.slice(4)]), 100, PLAIN);
    expect(text).toMatch(new RegExp(`GET · ${requests}\\n`));
  });

  it.each([
    [0.000_01, true],
    [100, false],
  ])('says whether a limit of $%d may be reached', (maxDollars, isSaid) => {
    const events = [{ ...STARTED, maxDollars } as RunEvent, ...EVENTS.slice(1)];
    const text = renderDryRun(viewOf(events), 100, PLAIN);
    expect(text.includes('The run may reach --max-cost 0.00001 before everything')).toBe(isSaid);
  });

  it('tells of the listing only what this part of a run takes', () => {
    const use = { ...UNUSED, storeRequests: 0 };
    const resumed: RunEvent = {
      ...{ type: 'resumed', id: '20261126-072815', startedAt: '2026-11-26T07:28:15Z' },
      ...{ elapsedMs: 5, storeRequests: 400, getRequests: 30 },
      billing: { cascade: use, worker: use },
    };
    const view = viewOf([STARTED, resumed, ...EVENTS.slice(1)]);
    expect(toDryRunDocument(view).listed).toMatchObject({ storeRequests: 2, getRequests: 0 });
    const text = renderDryRun(view, 200, PLAIN);
    expect(text).toContain('GET · 2 LIST\n');
    // Some of them may have failed then.
    expect(text).toMatch(/earlier +0 keys +taken from run 20261126-072815\n/);
    const { dollars, storeRequests } = viewOf(EVENTS).estimate ?? {};
    expect(view.estimate).toMatchObject({ dollars, storeRequests });
  });

  it('counts no link among the keys that are left out', () => {
    const links: RunEvent = { type: 'warning', code: 'links-left-out', message: 'Not.', keys: 88 };
    const view = viewOf([...EVENTS, links]);
    expect(renderDryRun(view, 100, PLAIN)).toMatch(/left out +1 key +1 archived\n/);
    expect(toDryRunDocument(view).leftOut).toMatchObject([{ code: 'archived' }]);
    expect(renderDryRunWarnings(view, 80, PLAIN)).toContain('links-left-out, 88 keys');
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
  expect(document.dollars).toEqual(document.estimate?.dollars);
  expect(toDryRunDocument(viewOf(EVENTS.slice(0, 2)))).toMatchObject({
    toCount: null,
    estimate: null,
    dollars: null,
  });
});

it('a document has the dollars of a run wherever it counts', () => {
  const dollarsOf = (started: object) => {
    const events = [{ ...STARTED, ...started } as RunEvent, ...EVENTS.slice(1)];
    return toDryRunDocument(viewOf(events)).dollars;
  };
  // 1,002 / 1,000 * $0.0004, and 2 / 1,000 * $0.005.
  const requests = expect.closeTo(0.0004108, 10);
  expect(dollarsOf({ engine: 'local' })).toEqual({
    least: requests,
    likely: requests,
    most: requests,
  });
  const source = { dir: '/var/log', prefix: '' };
  const files = { engine: 'local', source, prices: undefined, limits: undefined };
  expect(dollarsOf(files)).toEqual({ least: 0, likely: 0, most: 0 });
  const { perThousandGets: _, ...others } = TEST_PRICES;
  expect(dollarsOf({ prices: others })).toBeNull();
  expect(dollarsOf({ engine: 'local', prices: others })).toBeNull();
});
