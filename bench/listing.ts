// Measures a listing alone, of a made-up bucket whose pages take a while: time, CPU time, and requests, page by
// page and in lanes. Each listing is in a process of its own; the bucket is in another, which is not measured.
//
//     npx tsx bench/listing.ts [--keys=1000000] [--delay-ms=30] [--shapes=dates,hashes] [--lanes=1,16] [--against=FOLDER]
//
// `--shapes` are those of stand-in/key-shapes.ts. `--against` measures in turn the listing of another working copy.

import { pathToFileURL } from 'node:url';
import type { S3Store } from '../src/aws/s3-store.ts';
import { describeMachine } from './machine.ts';
import { renderTable } from './report.ts';
import { runShell } from './shell.ts';
import { KEY_SHAPES, type KeyShape } from './stand-in/key-shapes.ts';
import { type StandIn, startStandIn } from './stand-in/start-stand-in.ts';

/** The number of keys of a full page. */
const PAGE_KEYS = 1_000;

interface Listed {
  readonly keys: number;
  readonly requests: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

async function main(): Promise<void> {
  const keys = Number(option('keys', '1000000'));
  const delayMs = Number(option('delay-ms', '30'));
  const shapes = option('shapes', Object.keys(KEY_SHAPES).join(',')).split(',') as KeyShape[];
  const lanes = option('lanes', '1,16').split(',');
  const against = option('against', '');
  const contenders = lanes.map((each) => ({ name: `${each} lanes`, lanes: each, code: '' }));
  if (against) contenders.unshift({ name: against, lanes: '1', code: against });
  const rows = [['keys', 'by', 'time, s', 'pages', 'requests', 'CPU, µs a key', 'memory, MB']];
  for (const shape of shapes) {
    const standIn = await startStandIn({ keys, shape, delayMs });
    try {
      for (const contender of contenders) {
        const listed = await measure(contender, keys, standIn);
        rows.push(toRow(shape, contender.name, listed));
      }
    } finally {
      await standIn.stop();
    }
  }
  process.stdout.write(`${await describeMachine()}\n\n${renderTable(rows)}\n`);
}

/** @throws when not every key was listed once. */
async function measure(
  { lanes, code }: { readonly lanes: string; readonly code: string },
  keys: number,
  standIn: StandIn,
): Promise<Listed> {
  const variables = Object.entries(standIn.environment('aws')).map((pair) => pair.join('='));
  const { output } = await runShell(
    'env "$@"',
    ...variables,
    ...[process.execPath, '--import', 'tsx', import.meta.filename],
    ...['--list', `--lanes=${lanes}`, `--code=${code || process.cwd()}`],
  );
  const listed = JSON.parse(output) as Listed;
  if (listed.keys !== keys) throw new Error(`${listed.keys} of ${keys} keys were listed`);
  return listed;
}

/** Lists the bucket, and prints what it took. */
async function list(): Promise<void> {
  const code = (path: string) => import(pathToFileURL(`${option('code', '')}/${path}`).href);
  const { openBucket } = await code('src/aws/s3-store.ts');
  const { agentsOf } = await code('src/aws/network-agents.ts');
  const signal = new AbortController().signal;
  const settings = { agents: agentsOf(process.env), lanes: Number(option('lanes', '1')) };
  const source = { kind: 's3', bucket: 'made-up' };
  const opened = await openBucket(source, '', signal, settings);
  const store: S3Store = opened.store;
  const probes = store.requests();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let keys = 0;
  const sums = new Float64Array(1);
  for await (const page of store.list('', signal)) {
    keys += page.length;
    for (const { sizeBytes } of page) sums[0] = (sums[0] as number) + sizeBytes;
  }
  const cpu = process.cpuUsage(cpuBefore);
  const listed: Listed = {
    keys,
    requests: store.requests() - probes,
    seconds: (performance.now() - startedAt) / 1e3,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
  opened.close();
  process.stdout.write(JSON.stringify(listed));
}

function toRow(shape: string, name: string, listed: Listed): string[] {
  const { keys, requests, seconds, cpuSeconds, peakMb } = listed;
  return [
    shape,
    name,
    seconds.toFixed(2),
    Math.ceil(keys / PAGE_KEYS).toLocaleString('en'),
    requests.toLocaleString('en'),
    ((cpuSeconds * 1e6) / keys).toFixed(2),
    peakMb.toFixed(0),
  ];
}

function option(name: string, otherwise: string): string {
  const start = `--${name}=`;
  return process.argv.find((arg) => arg.startsWith(start))?.slice(start.length) ?? otherwise;
}

if (process.argv.includes('--list')) await list();
else await main();
