// Each fault of Lambda, once: the totals stay exact, or the missing keys are named.

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../emulator/faults.ts';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { runCli } from '../support/run-cli.ts';
import { zipArchive } from '../support/zip-archive.ts';

const KEYS = 24;

let aws: Awaited<ReturnType<typeof startAws>>;
const totals = { bytes: 0, lines: 0, words: 0 };

beforeAll(async () => {
  aws = await startAws();
  for (let n = 0; n < KEYS; n += 1) {
    const text = createAccessLog(20_000, n);
    totals.bytes += text.length;
    totals.lines += text.split('\n').length - 1;
    totals.words += text.split(/\s+/).length - 1;
    await aws.put(`logs/${n}`, n % 2 === 0 ? text : gzipSync(text));
  }
});

afterAll(() => aws.close());

type Tier = 'cascade' | 'worker';

function inject(tier: Tier, fault: Fault, times = 1): void {
  onTestFinished(aws.service.faults.inject({ functionName: `wordcount-${tier}`, fault, times }));
}

async function run(...args: string[]) {
  const common = ['run', '--bucket', BUCKET, '--concurrency', '4', '--prefix', 'logs/'];
  const { stdout, stderr, exitCode } = await runCli([...common, '--json', '--quiet', ...args], {
    env: aws.env,
  });
  return { stderr, exitCode, document: stdout === '' ? undefined : JSON.parse(stdout) };
}

const FAULTS: readonly [string, Fault, string, { unknown: number }][] = [
  ['it is throttled', { kind: 'throttle' }, 'throttled', { unknown: 0 }],
  // It is unknown whether the function ran by then.
  ['the service fails', { kind: 'service-error' }, 'lambda-fault', { unknown: 1 }],
  ['the function throws', { kind: 'function-error' }, 'function-error', { unknown: 0 }],
  ['it is out of memory', { kind: 'crash', afterBytes: 0 }, 'out-of-memory', { unknown: 0 }],
  ['the connection breaks', { kind: 'cut', afterChunks: 0 }, 'lambda-unreachable', { unknown: 1 }],
  ['the answer is cut half-way', { kind: 'cut', afterBytes: 300 }, 'answer-broken', { unknown: 1 }],
];

describe.each<Tier>(['cascade', 'worker'])('when a %s is invoked and', (tier) => {
  test.each(FAULTS)('%s, the totals are exact', async (_, fault, code, { unknown }) => {
    inject(tier, fault);
    const { document, stderr, exitCode } = await run();
    expect(stderr).toBe('');
    expect(document).toMatchObject({ status: 'complete', totals });
    expect(exitCode).toBe(0);
    expect(document.warnings.map((warning: { code: string }) => warning.code)).toEqual([code]);
    expect(document.billing[tier].unknown).toBe(unknown);
    // The bills of workers that a broken cascade has not reported stay unknown.
    await aws.service.idle();
  });

  test('its report never comes, it is counted as unknown', async () => {
    inject(tier, { kind: 'no-report' });
    const { document } = await run();
    expect(document).toMatchObject({ status: 'complete', totals, warnings: [] });
    expect(document.billing[tier].unknown).toBe(1);
  });

  test('it fails each time, the keys are named', async () => {
    inject(tier, { kind: 'function-error', message: 'boom' }, Number.POSITIVE_INFINITY);
    const { document, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({ status: 'incomplete', objects: { failed: KEYS } });
    expect(document.warnings).toContainEqual(expect.objectContaining({ code: 'function-error' }));
  });
});

test.each(['unknown-operation', 'not-found', 'not-implemented'] as const)(
  'where streaming is %s, answers are buffered, and that is said once',
  async (as) => {
    const fault = { kind: 'no-streaming', as } as const;
    const api = 'InvokeWithResponseStream';
    onTestFinished(aws.service.faults.inject({ api, fault }));
    const before = aws.service.records.invocations.length;
    const { document, stderr, exitCode } = await run();
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ status: 'complete', totals });
    expect(document.warnings).toEqual([
      {
        code: 'unstreamed',
        message: expect.any(String),
        keys: 0,
        level: 'information',
      },
    ]);
    // Workers are not asked to stream where the cascade was not.
    const streamed = aws.service.records.invocations
      .slice(before)
      .filter((invocation) => invocation.api === api);
    expect(streamed.map(({ functionName }) => functionName)).toEqual(['wordcount-cascade']);
  },
);

test('--invoke buffered requests buffered answers', async () => {
  const before = aws.service.records.invocations.length;
  const { document } = await run('--invoke', 'buffered');
  expect(document).toMatchObject({ status: 'complete', totals, warnings: [] });
  const apis = aws.service.records.invocations.slice(before).map(({ api }) => api);
  expect(new Set(apis)).toEqual(new Set(['Invoke']));
});

test('a function of another protocol is reported in one line that says what to do', async () => {
  const archive = zipArchive({
    'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.end(JSON.stringify({ type: 'hello', protocol: 99 }) + '\\n');
    });`,
  });
  await aws.deployArchive('newer-cascade', archive);
  const { stderr, exitCode } = await run('--name', 'newer');
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'wordcount: The function newer-cascade speaks protocol 99, and this program speaks 5. ' +
      'Run "wordcount deploy --name newer".\n',
  );
});

test.each([
  ['lambda:InvokeWithResponseStream', 403, 'AccessDeniedException', /^wordcount: Not permitted to/],
  ['lambda:InvokeWithResponseStream', 403, 'ExpiredTokenException', /credentials have expired/],
  ['lambda:InvokeWithResponseStream', 403, 'UnrecognizedClientException', /does not accept the/],
])('%s answered by %i %s is one clear line', async (action, status, code, line) => {
  aws.service.faults.failCall({ action, status, code });
  onTestFinished(aws.service.faults.clear);
  const { stderr, exitCode } = await run();
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('a worker that the cascade cannot find is the reason of every key', async () => {
  const variables = { WORDCOUNT_WORKER_FUNCTION: 'lone-worker' };
  await aws.deploy('cascade', { variables }, 'lone');
  const { document, exitCode } = await run('--name', 'lone');
  expect(exitCode).toBe(1);
  expect(document).toMatchObject({ status: 'incomplete', objects: { failed: KEYS } });
  expect(document.warnings).toEqual([
    expect.objectContaining({ code: 'no-such-function', keys: KEYS }),
  ]);
});

test('reports are also read from logs in JSON format', async () => {
  const variables = { WORDCOUNT_WORKER_FUNCTION: 'json-worker' };
  await aws.deploy('worker', { logFormat: 'JSON' }, 'json');
  await aws.deploy('cascade', { logFormat: 'JSON', variables }, 'json');
  const { document } = await run('--name', 'json');
  expect(document).toMatchObject({ status: 'complete', totals });
  for (const tier of ['cascade', 'worker']) {
    const reports = aws.service.records.reports.filter(
      ({ functionName }) => functionName === `json-${tier}`,
    );
    const billedMs = reports.reduce((sum, report) => sum + report.billedMs, 0);
    expect(document.billing[tier]).toMatchObject({ unknown: 0, billedMs });
  }
});
