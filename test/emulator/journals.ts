// A bucket whose runs keep journals, for tests that resume them with the built program.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { wcReference } from '../support/reference-counts.ts';
import { runCli } from '../support/run-cli.ts';
import { BUCKET, startBucket } from './start-aws.ts';

/** The keys that the bucket has at the beginning. */
export const KEYS = 40;

export const REST = ['--engine', 'local', '--concurrency', '2'];
export const SOURCE = ['--bucket', BUCKET, ...REST];

/** Starts a bucket for the tests of a file; each of them has a folder of its own for journals. */
export function useJournals() {
  let bucket: Awaited<ReturnType<typeof startBucket>>;
  let state: string;
  let env: Record<string, string>;
  const bodies = new Map<string, Buffer>();

  async function put(key: string, text: string): Promise<void> {
    bodies.set(key, Buffer.from(text));
    await bucket.put(key, text);
  }

  beforeAll(async () => {
    bucket = await startBucket();
    for (let n = 0; n < KEYS; n += 1) await put(`logs/${n}.log`, createAccessLog(500 + n * 40, n));
  }, 60_000);

  afterAll(() => bucket.close());

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'wordcount-test-'));
    env = { ...bucket.env, XDG_STATE_HOME: state };
  });

  afterEach(() => rmSync(state, { recursive: true, force: true }));

  function journalPath(): string {
    const folder = join(state, 'wordcount', 'runs');
    const [name] = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
    return join(folder, String(name));
  }

  return {
    bucket: () => bucket,
    /** The environment of the program. */
    env: () => env,
    /** The folder that it has for its state. */
    state: () => state,
    bodies,
    put,
    journalPath,
    run: (...args: string[]) => runCli(['run', ...args], { env }),
    async runs() {
      const { stdout } = await runCli(['runs', '--json'], { env });
      return JSON.parse(stdout).runs;
    },
    /** The totals as wc has them. */
    truth() {
      const totals = { bytes: 0, lines: 0, words: 0 };
      for (const body of bodies.values()) {
        const { bytes, lines, words } = wcReference(body);
        totals.bytes += bytes;
        totals.lines += lines;
        totals.words += words;
      }
      return totals;
    },
    /** Leaves the beginning of the journal, as if the process had been killed then. */
    cutJournal(share: number): void {
      const path = journalPath();
      const text = readFileSync(path);
      writeFileSync(path, text.subarray(0, Math.floor(text.length * share)));
    },
    /** The requests for objects since the proxy had had so many. */
    readKeys(since: number): string[] {
      const reads = bucket.proxy.requests.slice(since).filter(({ method, key }) => {
        return method === 'GET' && key !== '';
      });
      return reads.map(({ key }) => key);
    },
  };
}
