// Estimates against bills: ten different runs on the services of the tests, each with what it was expected to cost.
// `npx tsx bench/estimate.ts` prints a table.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { USUAL_MEMORY_MB } from '../src/estimate/worker-model.ts';
import type { RunDocument } from '../src/reporters/json-document.ts';
import { formatCount, formatDollars, formatSize } from '../src/text/format-quantity.ts';
import { BUCKET, startAws } from '../test/emulator/start-aws.ts';
import { createAccessLog } from '../test/fixtures/sample-text.ts';
import { CLI_PATH } from './cli-path.ts';

const MB = 1_000_000;

/** As deploy makes them. */
const FUNCTIONS = {
  cascade: { memoryMb: USUAL_MEMORY_MB.cascade, timeoutSeconds: 900 },
  worker: { memoryMb: USUAL_MEMORY_MB.worker, timeoutSeconds: 180 },
};

interface Scenario {
  readonly name: string;
  readonly objects: readonly (readonly [key: string, body: string | Buffer])[];
  readonly options?: readonly string[];
}

const log = createAccessLog(4 * MB, 1);
const many = (count: number, extension: string, body: string | Buffer) =>
  Array.from({ length: count }, (_, n) => [`${n}${extension}`, body] as const);

const SCENARIOS: readonly Scenario[] = [
  { name: 'one small text', objects: [['a.log', log.slice(0, 10_000)]] },
  { name: '300 small texts', objects: many(300, '.log', log.slice(0, 10_000)) },
  { name: '2,000 tiny texts', objects: many(2_000, '.log', log.slice(0, 200)) },
  { name: '20 texts', objects: many(20, '.log', log) },
  { name: 'one long text', objects: [['a.log', log.repeat(2)]] },
  {
    name: 'one long text in slices',
    objects: [['a.log', log.repeat(2)]],
    options: ['--slice-size', '1M'],
  },
  { name: '100 small gzip', objects: many(100, '.gz', gzipSync(log.slice(0, 40_000))) },
  { name: '30 gzip', objects: many(30, '.gz', gzipSync(log)) },
  { name: 'one long gzip', objects: [['a.gz', gzipSync(log.repeat(12))]] },
  {
    name: 'texts and gzip',
    objects: [
      ...many(50, '.log', log.slice(0, MB)),
      ...many(50, '.gz', gzipSync(log.slice(0, MB))),
    ],
    options: ['--concurrency', '4'],
  },
];

async function measure(aws: Awaited<ReturnType<typeof startAws>>, at: number, scenario: Scenario) {
  const { name, objects, options = [] } = scenario;
  const queue = objects.values();
  const lane = async () => {
    for (const [key, body] of queue) await aws.put(`${at}/${key}`, body);
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  const where = [
    'run',
    `s3://${BUCKET}/${at}/`,
    '--concurrency',
    '2',
    '--json',
    '--quiet',
    '--no-journal',
  ];
  // An option that is given twice is refused.
  const given = options.includes('--concurrency')
    ? where.filter((word) => !/^(--concurrency|2)$/.test(word))
    : where;
  const { stdout } = await promisify(execFile)(process.execPath, [CLI_PATH, ...given, ...options], {
    env: { ...process.env, ...aws.env },
    maxBuffer: MB,
  });
  const { estimate, listed, objects: outcomes, status } = JSON.parse(stdout) as RunDocument;
  const { dollars, spent } = estimate ?? {};
  if (status !== 'complete' || !dollars || typeof spent !== 'number') throw new Error(stdout);
  return [
    name,
    formatCount(outcomes.listed, 'key'),
    formatSize(listed.sizeBytes),
    formatDollars(dollars.least),
    formatDollars(dollars.likely),
    formatDollars(dollars.most),
    formatDollars(spent),
    (spent / dollars.likely).toFixed(2),
  ];
}

const aws = await startAws({ ...FUNCTIONS, directly: true });
try {
  process.stdout.write('| run | keys | stored | least | likely | most | bill | bill / likely |\n');
  process.stdout.write(`| --- |${' ---: |'.repeat(7)}\n`);
  for (const [at, scenario] of SCENARIOS.entries()) {
    process.stdout.write(`| ${(await measure(aws, at, scenario)).join(' | ')} |\n`);
  }
} finally {
  await aws.close();
}
