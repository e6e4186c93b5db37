import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { createRunRecorder, type RunRecord } from '../../../src/events/run-record.ts';
import { UNUSED } from '../../../src/events/tier-use.ts';
import { addEvent, NO_TOTALS } from '../../../src/events/totals.ts';
import { renderReportPage } from '../../../src/report/report-page.ts';

const MAKING = {
  version: '1.2.3',
  style: '.state { color: red }',
  options: [
    ['--prefix', 'logs/'],
    ['--include', '**/*.gz **/*.log'],
  ],
  startedAt: new Date('2026-11-26T14:02:11Z'),
} as const;

const STARTED = {
  type: 'run-started',
  schema: 1,
  source: { bucket: 'texts', prefix: 'logs/' },
  engine: 'lambda',
  words: 'wc',
  prices: {
    ...{ region: 'us-east-1', asOf: '2026-11-01', source: 'list' },
    ...{ perGbSecond: { arm64: 0.00002 }, perMillionInvocations: 0.2 },
    ...{ perThousandGets: 0.0004, perThousandLists: 0.005 },
  },
} as const satisfies RunEvent;

function recordOf(...events: RunEvent[]): RunRecord {
  const recorder = createRunRecorder();
  let totals = NO_TOTALS;
  for (const [at, event] of events.entries()) {
    totals = addEvent(totals, event);
    recorder.add(event, totals, at * 250);
  }
  return recorder.record();
}

function object(key: string, more: Partial<Extract<RunEvent, { type: 'object' }>> = {}): RunEvent {
  const figures = { sizeBytes: 100, bytes: 300, lines: 10, words: 50, ms: 7 };
  return { type: 'object', key, status: 'counted', ...figures, ...more };
}

/** The text of the page, without its markup. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

const BILLED = {
  billedMs: 1_000,
  memoryMb: 1_024,
  memoryUsedMb: 300,
  architecture: 'arm64',
} as const;

test('a report of a run that was resumed says how much was counted earlier', () => {
  const record = recordOf(
    STARTED,
    {
      ...({ type: 'resumed', id: '20261126-072815', startedAt: '2026-11-26T07:28:15Z' } as const),
      ...{ elapsedMs: 9_000, storeRequests: 1_000, getRequests: 2_000 },
      billing: { cascade: UNUSED, worker: UNUSED },
    },
    { type: 'listed', objects: 2, sizeBytes: 200, complete: true },
    object('a', { earlier: true }),
    object('b'),
    { type: 'run-ended', status: 'complete', elapsedMs: 1_000 },
  );
  const text = textOf(renderReportPage(record, MAKING));
  expect(text).toContain('Counted earlier 1 in run 20261126-072815');
  expect(text).toContain('Throughput 100 B/s');
  // 1,000 listing requests for $0.005, and 2,000 others for twice $0.0004.
  expect(text).toContain('Cost $0.0058 ');
});

test('a report has the totals, the cost, what failed and how it was made', () => {
  const html = renderReportPage(
    recordOf(
      STARTED,
      { type: 'listed', objects: 3, sizeBytes: 300, complete: true, sizes: [0, 0, 3] },
      { type: 'invocation', tier: 'cascade', startedMs: 0, endedMs: 1_900, ...BILLED },
      { type: 'invocation', tier: 'worker', startedMs: 10, endedMs: 1_500, initMs: 90, ...BILLED },
      object('logs/a.gz'),
      object('logs/b.gz', { status: 'partial', reason: 'truncated' }),
      object('logs/c.gz', { status: 'failed', reason: 'vanished', words: 0, lines: 0, bytes: 0 }),
      { type: 'run-ended', status: 'incomplete', elapsedMs: 2_000 },
    ),
    MAKING,
  );
  const text = textOf(html);
  for (const part of [
    's3://texts/logs/',
    'Lambda in us-east-1 · counts words like wc · started 2026-11-26 14:02:11 UTC',
    'Incomplete: 1 of 3 keys counted whole, in 2.0 s.',
    'Words 100 5 words per line',
    'Not counted whole 2 of 3 keys',
    'partial 1 key truncated The compressed data ends too early; counted up to its end.',
    'logs/b.gz',
    'failed 1 key vanished Not there when it was to be read',
    'Cost $0.000040 2 GB-seconds',
    'Slowest keys',
    'Invocations 2 invocations, the longest 1.9 s',
    'Throughput at most ',
    'cold start',
    '3 objects, from 2 B to 4 B',
    'wordcount 1.2.3',
    '--include **/*.gz **/*.log',
    'us-east-1, 2026-11-01',
  ]) {
    expect(text).toContain(part);
  }
  expect(html).toContain('.state { color: red }');
});

test('a report runs no script and asks for nothing', () => {
  const html = renderReportPage(recordOf(STARTED, object('a')), MAKING);
  expect(html).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=|url\(|@import/);
  expect(html).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
});

test('keys, options and messages are text', () => {
  const evil = '</style><script>alert(1)</script>';
  const html = renderReportPage(
    recordOf(
      { ...STARTED, source: { dir: evil, prefix: evil } },
      object(evil, { status: 'failed', reason: evil }),
      { type: 'warning', code: 'odd', message: evil, keys: 1, example: evil },
      { type: 'run-ended', status: 'incomplete', elapsedMs: 1 },
    ),
    { ...MAKING, options: [['--dir', evil]], version: evil },
  );
  expect(html).not.toContain('<script');
  expect(html.match(/<\/style>/g)).toHaveLength(1);
  expect(html).toContain('&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('of very many failures, some keys are named, and the number of the others', () => {
  const failures = Array.from({ length: 3_000 }, (_, n) =>
    object(`k-${n}`, { status: 'failed', reason: 'vanished' }),
  );
  const html = renderReportPage(recordOf(STARTED, ...failures), MAKING);
  expect(textOf(html)).toContain('and 2,950 more');
  expect(html.length).toBeLessThan(40_000);
});

test.each([
  ['complete', { status: 'complete' }, [object('a')], 'Complete: 1 key counted'],
  ['interrupted', { status: 'interrupted' }, [object('a')], 'Interrupted after'],
  ['nothing', { status: 'complete' }, [], 'No keys were found under'],
  [
    'uncounted',
    { status: 'incomplete' },
    [object('a', { status: 'failed', reason: 'vanished' })],
    'Incomplete: 0 of 1 key counted whole',
  ],
] as const)('the tone %s', (tone, { status }, objects, sentence) => {
  const { length } = objects;
  const listed = {
    type: 'listed',
    objects: length,
    sizeBytes: 100 * length,
    complete: true,
  } as const;
  const html = renderReportPage(
    recordOf(STARTED, listed, ...objects, { type: 'run-ended', status, elapsedMs: 1_000 }),
    MAKING,
  );
  expect(html).toContain(`data-tone="${tone}"`);
  expect(textOf(html).replaceAll('&#39;', "'")).toContain(sentence);
});

test('a run that failed as a whole says why', () => {
  const record = createRunRecorder().record('There is no folder x.');
  const html = renderReportPage(record, MAKING);
  expect(html).toContain('<p class="state" data-tone="failed">There is no folder x.</p>');
});

test('a report of a run on Lambda says what was hedged', () => {
  const invocation = { type: 'invocation', tier: 'worker', ...BILLED } as const;
  const hedged = { ...invocation, isHedge: true, startedMs: 10, endedMs: 900 } as const;
  const unknown = { type: 'invocation', tier: 'worker', isHedge: true } as const;
  const record = recordOf(STARTED, { ...invocation, startedMs: 0, endedMs: 800 }, hedged, unknown);
  const html = renderReportPage(record, MAKING);
  // One GB-second at $0.00002 and two invocations at $0.0000002.
  expect(textOf(html)).toContain(
    'Of these workers, 2 were hedged, because another one was faster: 1.0 s billed, $0.000020, 1 without a report.',
  );
  expect(html).toMatch(/class="bar-hedge" d="M/);
});

test('a report says that nothing is missing for its remarks, and not so for warnings', () => {
  const remark = object('a', { reason: 'not-as-named' });
  const broken = {
    type: 'warning',
    code: 'listing-broken',
    message: 'It broke off',
    keys: 0,
  } as const;
  const missing = 'nothing is missing from the totals';
  expect(textOf(renderReportPage(recordOf(STARTED, remark), MAKING))).toContain(missing);
  const text = textOf(renderReportPage(recordOf(STARTED, remark, broken), MAKING));
  expect(text).not.toContain(missing);
  expect(text).toContain('warning listing broken It broke off.');
});

test('a report of a run on Lambda has its estimate beside its bill', () => {
  const work = { objects: 1, sizeBytes: 100, cost: 100 };
  const record = recordOf(
    {
      ...STARTED,
      limits: { workers: 10, cascades: 1, taskSlices: 100, batches: { maxObjects: 1_000 } },
    },
    { type: 'listed', objects: 1, sizeBytes: 100, complete: true },
    {
      type: 'to-count',
      ...work,
      largest: work,
      largestUndivided: work,
      dividable: [],
      formats: [],
    },
    { type: 'invocation', tier: 'worker', startedMs: 0, endedMs: 800, ...BILLED },
    object('a'),
    { type: 'run-ended', status: 'complete', elapsedMs: 2_000 },
  );
  const text = textOf(renderReportPage(record, MAKING));
  expect(text).toMatch(
    /Estimated cost: about \$0\.\d+, between \$0\.\d+ and \$0\.\d+; it was \$0\.000020\./,
  );
  expect(text).toMatch(/Estimated time: about .+, between .+ and .+; it was 2\.0 s\./);
});
