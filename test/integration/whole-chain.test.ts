// The whole chain: objects are put, the archives of the build are deployed, run in each way, and destroyed.
// This happens on servers of the tests, or where the environment says; see docs/testing-on-aws.md.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Chain, openChain } from '../emulator/open-chain.ts';
import { type ChainObject, createChainObjects } from '../support/chain-objects.ts';
import { readChainPlace } from '../support/chain-place.ts';
import { addReferences, type ReferenceCount } from '../support/reference-count.ts';
import { runCli } from '../support/run-cli.ts';

/** For a slow machine, or a region that is far away. */
const LIMIT = { timeout: 300_000 };

const PATIENCE = { timeout: 120_000, interval: 2_000 };

let objects: Map<string, ChainObject>;
let totals: ReferenceCount & { readonly sizeBytes: number };
let chain: Chain;

beforeAll(async () => {
  const place = readChainPlace(process.env);
  objects = createChainObjects();
  chain = await openChain(place);
  for (const key of await chain.put(objects)) objects.delete(key);
  const all = [...objects.values()];
  const sizeBytes = all.reduce((sum, { body }) => sum + body.length, 0);
  totals = { ...addReferences(all.map(({ count }) => count)), sizeBytes };
}, LIMIT.timeout);

afterAll(() => chain?.close(), LIMIT.timeout);

function wordcount(verb: string, ...args: string[]) {
  return runCli([verb, '--name', chain.stem, ...args], { env: chain.env });
}

/** Four workers and a cascade: the concurrency of a new account is ten. */
function run(below: string, ...args: string[]) {
  const { bucket, prefix } = chain;
  const where = ['--bucket', bucket, '--prefix', prefix + below];
  return wordcount('run', ...where, '--concurrency', '4', ...args);
}

const deploy = () => wordcount('deploy', '--bucket', chain.bucket, '--yes');

test('deploy makes what a run needs', LIMIT, async () => {
  expect(await deploy()).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^Done\./m) });
  // On AWS the policy of a new role takes a moment to be known everywhere.
  await expect.poll(() => run('odd/', '--quiet'), PATIENCE).toMatchObject({ exitCode: 0 });
});

test('a run shows the totals that wc has', LIMIT, async () => {
  const { stdout, exitCode } = await run('', '--format', 'table');
  const keys = objects.size.toLocaleString('en-US');
  expect(stdout).toContain(`Counted all ${keys} keys under s3://`);
  expect(exitCode).toBe(0);
  const rows = [...stdout.matchAll(/^ {2}(words|lines|bytes) +([\d,]+)/gm)];
  expect(rows.map(([, name, value = '']) => [name, Number(value.replaceAll(',', ''))])).toEqual([
    ['words', totals.words],
    ['lines', totals.lines],
    ['bytes', totals.bytes],
  ]);
});

test('run --no-agg gives each key the counts of wc', LIMIT, async () => {
  const { stdout, stderr, exitCode } = await run('', '--no-agg', '--quiet');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  const lines = stdout.trimEnd().split('\n');
  const counted = lines.map((line) => {
    const { key, status, sizeBytes, bytes, lines, words } = JSON.parse(line);
    return [key, { status, sizeBytes, bytes, lines, words }] as const;
  });
  const expected = [...objects].map(([key, { body, count }]) => [
    chain.prefix + key,
    { status: 'counted', sizeBytes: body.length, ...count },
  ]);
  expect(lines).toHaveLength(objects.size);
  expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expected));
});

test('run --json has the same totals and the sum of the reports', LIMIT, async () => {
  const reportsBefore = chain.service?.records.reports.length;
  const { stdout, stderr, exitCode } = await run('', '--json', '--quiet');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  const { billing, ...document } = JSON.parse(stdout);
  expect(document).toMatchObject({
    engine: 'lambda',
    status: 'complete',
    objects: { listed: objects.size, counted: objects.size },
    totals,
  });
  for (const tier of ['cascade', 'worker'] as const) {
    expect(billing[tier]).toMatchObject({ unknown: 0 });
    expect(billing[tier].billedMs).toBeGreaterThan(0);
    // Only our own service reports what it has issued.
    const issued = chain.service?.records.reports.slice(reportsBefore);
    const own = issued?.filter(({ functionName }) => functionName === `${chain.stem}-${tier}`);
    if (own === undefined) continue;
    expect(billing[tier]).toMatchObject({
      invocations: own.length,
      coldStarts: own.filter(({ initMs }) => initMs !== undefined).length,
      billedMs: own.reduce((sum, { billedMs }) => sum + billedMs, 0),
      memoryUsedMb: Math.max(...own.map(({ memoryUsedMb }) => memoryUsedMb)),
    });
  }
});

test('deploy finds nothing to do the second time', LIMIT, async () => {
  const again = await deploy();
  expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^Nothing to do\./) });
});

test('destroy leaves nothing behind', LIMIT, async () => {
  const { stderr, exitCode } = await wordcount('destroy', '--yes');
  expect(stderr).toContain('Removed 8 resources. Nothing is left.');
  expect(exitCode).toBe(0);
  if (chain.service !== undefined) {
    expect(chain.service.resources()).toEqual({ functions: [], roles: [], logGroups: [] });
  }
  const nothing = { exitCode: 0, stderr: 'Nothing to remove.\n' };
  await expect.poll(() => wordcount('destroy', '--yes'), PATIENCE).toMatchObject(nothing);

  const gone = await run('odd/');
  expect(gone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('wordcount deploy') });
});
