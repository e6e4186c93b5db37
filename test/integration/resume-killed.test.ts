// Runs that are killed at random moments and resumed, over real clients, servers and functions.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog, createRandom } from '../fixtures/sample-text.ts';
import {
  addReferences,
  countEachByTools,
  type ReferenceCount,
} from '../support/reference-count.ts';
import { runCli, startCli } from '../support/run-cli.ts';

/** More by hand: RESUME_KILLS=100 RESUME_SEED=7. */
const KILLS = Number(process.env.RESUME_KILLS ?? 5);
const SEED = Number(process.env.RESUME_SEED ?? 1);
const KEYS = 500;
const BIG_BYTES = 12 * 2 ** 20;
const PART_BYTES = 8 * 2 ** 20;

const ARGS = ['--concurrency', '6', '--task-size', '25', '--slice-size', '1M'];

let aws: Awaited<ReturnType<typeof startAws>>;
let truth: ReferenceCount;
/** The mark that the journal's format prescribes for each object, by key. */
const marks = new Map<string, string>();
const folders: string[] = [];

beforeAll(async () => {
  aws = await startAws({ directly: true });
  const folder = newFolder();
  const names: string[] = [];
  for (let n = 0; n < KEYS; n += 1) {
    const name = n % 3 === 0 ? `${n}.log.gz` : `${n}.log`;
    const text = createAccessLog(n === 5 ? BIG_BYTES : 300 + (n % 11) * 900, n);
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
    names.push(name);
  }
  // The tool unpacks into the same folder, so bytes are read before.
  const bodies = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  truth = addReferences(countEachByTools(folder, names));
  const queue = bodies.entries();
  const lane = async () => {
    for (const [name, body] of queue) await put(`logs/${name}`, body);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  const { Contents = [] } = await aws.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  for (const { Key = '', Size, ETag } of Contents) {
    const hash = createHash('sha256').update(`${Size} ${ETag?.length} ${ETag}=${Key}`);
    marks.set(Key, hash.digest('base64').slice(0, 16));
  }
  expect(marks.size).toBe(KEYS);
}, 120_000);

afterAll(async () => {
  await aws.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

async function put(key: string, body: Buffer): Promise<void> {
  if (body.length <= PART_BYTES) return await aws.put(key, body);
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += PART_BYTES) {
    parts.push(body.subarray(at, at + PART_BYTES));
  }
  await aws.putInParts(key, parts);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-test-'));
  folders.push(folder);
  return folder;
}

function idOf(state: string): string {
  const names = readdirSync(join(state, 'wordcount', 'runs'));
  return String(names.find((name) => name.endsWith('.ndjson'))).replace('.ndjson', '');
}

function journalOf(state: string): string[] {
  const path = join(state, 'wordcount', 'runs', `${idOf(state)}.ndjson`);
  const text = readFileSync(path, 'utf8');
  return text.slice(0, text.lastIndexOf('\n')).split('\n');
}

/** The keys that the journal says are settled. */
function settledKeys(state: string): Set<string> {
  const settled = new Set<string>();
  for (const text of journalOf(state)) {
    const line = JSON.parse(text);
    if (line.type !== 'settled') continue;
    for (let at = 0; at < line.marks.length; at += 16) settled.add(line.marks.slice(at, at + 16));
  }
  const keys = [...marks].filter(([, mark]) => settled.has(mark)).map(([key]) => key);
  expect(keys.length).toBe(settled.size);
  return new Set(keys);
}

/** The keys that cascades were asked for since. Cascades are invoked by the program alone. */
function askedSince(before: number): string[] {
  return aws.service.records.invocations
    .slice(before)
    .filter(({ functionName }) => functionName === 'wordcount-cascade')
    .flatMap(({ event }) => (event as { objects: { key: string }[] }).objects)
    .map(({ key }) => key);
}

test(`a run that is killed ${KILLS} times has the same totals, and counts nothing twice that its journal had`, async () => {
  const random = createRandom(SEED);
  const { records } = aws.service;
  let kills = 0;
  let runs = 0;
  let resumed = 0;
  while (kills < KILLS) {
    runs += 1;
    const state = newFolder();
    const env = { ...aws.env, XDG_STATE_HOME: state };
    let command = ['run', '--bucket', BUCKET, ...ARGS];
    let known = new Set<string>();
    for (;;) {
      const before = records.invocations.length;
      const child = startCli([...command, '--json', '--quiet'], { env });
      if (kills < KILLS) await killAt(child, state, random);
      const { stdout, stderr, exitCode, signal } = await child;
      const asked = askedSince(before);
      expect(asked.filter((key) => known.has(key))).toEqual([]);
      if (signal === 'SIGKILL') {
        kills += 1;
        if (!hasJournal(state)) break;
        const next = settledKeys(state);
        for (const key of known) expect(next).toContain(key);
        resumed = Math.max(resumed, next.size);
        known = next;
        // It may have been killed after its end, so it is named.
        command = ['run', '--resume', idOf(state)];
        continue;
      }
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
      const { words, lines, bytes } = truth;
      expect(JSON.parse(stdout)).toMatchObject({
        status: 'complete',
        objects: { listed: KEYS, counted: KEYS },
        totals: { words, lines, bytes },
      });
      expect(settledKeys(state).size).toBe(KEYS);
      break;
    }
  }
  // The moments were late enough to leave something to resume.
  if (KILLS > 4) expect(resumed).toBeGreaterThan(0);
  process.stderr.write(`${kills} kills of ${runs} runs\n`);
}, 3_600_000);

function hasJournal(state: string): boolean {
  try {
    return journalOf(state).length > 1;
  } catch {
    return false;
  }
}

/** Kills the process when it has added a random number of lines to the journal, if it gets so far. */
async function killAt(
  child: ReturnType<typeof startCli>,
  state: string,
  random: () => number,
): Promise<void> {
  const lines = () => (hasJournal(state) ? journalOf(state).length : 0);
  const target = lines() + Math.floor(random() * 10);
  let ended = false;
  void child.then(() => {
    ended = true;
  });
  // A little later, so that it is not always just after a line was written.
  const looks = 10 + random() * 50;
  while (!ended && lines() < target) await new Promise((resolve) => setTimeout(resolve, looks));
  child.kill('SIGKILL');
}

test('only one process has a journal at a time', async () => {
  const state = newFolder();
  const env = { ...aws.env, XDG_STATE_HOME: state };
  const undo = aws.service.faults.inject({
    functionName: 'wordcount-worker',
    fault: { kind: 'hang' },
  });
  const before = aws.service.records.invocations.length;
  const first = startCli(['run', '--bucket', BUCKET, ...ARGS], { env });
  await aws.service.records.waitFor(() =>
    aws.service.records.invocations.slice(before).some(({ fault }) => fault === 'hang'),
  );
  const { stdout } = await runCli(['runs', '--json'], { env });
  const [{ id, status, next }] = JSON.parse(stdout).runs;
  expect({ status, next }).toEqual({ status: 'running', next: null });
  const second = await runCli(['run', '--resume', id], { env });
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toMatch(
    new RegExp(`^wordcount: Run ${id} is in progress, in process ${first.pid}\\. Wait for its end`),
  );
  expect((await runCli(['runs', '--remove', id], { env })).exitCode).toBe(2);
  first.kill('SIGKILL');
  await first;
  undo();
  const after = await runCli(['run', '--resume', '--json', '--quiet'], { env });
  expect(after).toMatchObject({ exitCode: 0, stderr: '' });
  const document = JSON.parse(after.stdout);
  expect(document).toMatchObject({ id, totals: { words: truth.words }, resumed: { dollars: 0 } });
});
