// Measures what a journal costs a run over a million keys: processor time, bytes, and the time to resume.
// The listing goes through the SDK, over made-up answers; the cascade's sums are made up too, so that a
// real run takes longer and its journal's share of it is less.
//
//     npx tsx bench/journal.ts [--quick]

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import Table from 'cli-table3';
import { connectToS3 } from '../src/aws/s3-client.ts';
import { createS3Store } from '../src/aws/s3-store.ts';
import { lambdaLimitsFor } from '../src/engines/lambda-engine.ts';
import { addEvent, NO_TOTALS, type Totals } from '../src/events/totals.ts';
import type { Journal } from '../src/journal/journal.ts';
import { beginJournal, reopenJournal } from '../src/journal/open-journal.ts';
import type { CascadeFrame } from '../src/protocol/frame.ts';
import type { CascadeRequest } from '../src/protocol/request.ts';
import { run } from '../src/run/run.ts';
import { systemClock } from '../src/scatter/clock.ts';
import { DEFAULT_RETRY } from '../src/scatter/scatter.ts';

const KEYS = process.argv.includes('--quick') ? 100_000 : 1_000_000;
const PAGE_KEYS = 1_000;
const NEW_RUN = {
  source: { bucket: 'logs', prefix: '' },
  engine: 'lambda',
  request: {},
} as const;
const SOURCE = { kind: 's3', bucket: 'logs' } as const;

async function main(): Promise<void> {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
  process.env.AWS_REGION = 'us-east-1';
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-bench-'));
  const settings = { folder, program: '0.0.0', startedAt: new Date(), now: systemClock.now };
  const table = new Table({
    head: [`${KEYS} keys`, 'CPU, s', 'wall, s', 'journal, MB', 'memory, MB'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right'],
  });
  try {
    const measure = async (name: string, open: () => Promise<Journal | undefined>) => {
      const cpu = process.cpuUsage();
      const start = performance.now();
      const journal = await open();
      const totals = await count(journal);
      await journal?.close();
      const { user, system } = process.cpuUsage(cpu);
      if (totals.objects.counted !== KEYS) throw new Error(`${totals.objects.counted} counted`);
      table.push([
        name,
        ((user + system) / 1e6).toFixed(2),
        ((performance.now() - start) / 1e3).toFixed(2),
        (journalBytes(folder) / 1e6).toFixed(1),
        (process.memoryUsage().rss / 1e6).toFixed(0),
      ]);
    };
    await measure('first, to warm up', async () => undefined);
    for (let round = 0; round < 2; round += 1) {
      await measure('without a journal', async () => undefined);
      await measure('with a journal', () => beginJournal(settings, NEW_RUN));
      const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
      const id = name.replace('.ndjson', '');
      await measure('resumed, all known', async () => (await reopenJournal(settings, id)).journal);
      rmSync(join(folder, name));
    }
    process.stdout.write(`${table}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function journalBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

async function count(journal: Journal | undefined): Promise<Totals> {
  const requestHandler = { ...HANDLER } as unknown as NonNullable<S3ClientConfig['requestHandler']>;
  const connection = connectToS3({ requestHandler });
  const events = run(
    {
      source: SOURCE,
      sourceName: { bucket: 'logs', prefix: '' },
      engine: 'lambda',
      words: 'wc',
      selection: { prefixes: [''], keys: [] },
      matches: () => true,
      perObject: process.argv.includes('--per-key'),
      ...lambdaLimitsFor(100),
      maxTaskSlices: 500,
      inFlight: 12,
      reportEveryMs: 500,
    },
    {
      store: createS3Store(SOURCE, connection),
      invokeCascade: cascade,
      clock: systemClock,
      random: Math.random,
      retry: DEFAULT_RETRY,
      signal: new AbortController().signal,
      journal,
    },
  );
  let totals = NO_TOTALS;
  for await (const event of events) {
    totals = addEvent(totals, event);
    journal?.note(totals);
  }
  connection.client.destroy();
  return totals;
}

/** Counts the objects of each task at a time. */
async function* cascade(request: CascadeRequest): AsyncGenerator<CascadeFrame> {
  const { objects, maxTaskSlices, perObject } = request;
  for (let first = 0; first < objects.length; first += maxTaskSlices) {
    const last = Math.min(first + maxTaskSlices, objects.length) - 1;
    const tally = { bytes: 5_000, lines: 100, words: 800 };
    if (!perObject) yield { type: 'sum', ranges: [[first, last]], count: tally, slowest: [] };
    for (let object = first; perObject && object <= last; object += 1) {
      yield { type: 'object', object, count: tally, ms: 3, pieces: 1 };
    }
    await new Promise(setImmediate);
  }
  yield { type: 'end' };
}

const HANDLER = {
  metadata: { handlerProtocol: 'http/1.1' },
  destroy: () => undefined,
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
  async handle({ query }: { query: Record<string, string> }) {
    const body = Readable.from([pageFrom(Number(query['continuation-token'] ?? 0))]);
    const headers = { 'content-type': 'application/xml' };
    return { response: { statusCode: 200, headers, body } };
  },
};

const pages = new Map<number, string>();

function pageFrom(first: number): string {
  const known = pages.get(first);
  if (known !== undefined) return known;
  const next = first + PAGE_KEYS;
  const more = next < KEYS;
  const text = [
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>logs</Name>`,
    `<KeyCount>${PAGE_KEYS}</KeyCount><IsTruncated>${more}</IsTruncated>`,
    more ? `<NextContinuationToken>${next}</NextContinuationToken>` : '',
    ...Array.from({ length: PAGE_KEYS }, (_, index) => entry(first + index)),
    '</ListBucketResult>',
  ].join('');
  pages.set(first, text);
  return text;
}

function entry(number: number): string {
  const key = `2026/11/${String(number).padStart(8, '0')}/host-${number % 97}/access.log.gz`;
  const etag = createHash('md5').update(key).digest('hex');
  return `<Contents><Key>${key}</Key><Size>${1_000 + (number % 977)}</Size><ETag>"${etag}"</ETag><StorageClass>STANDARD</StorageClass></Contents>`;
}

await main();
