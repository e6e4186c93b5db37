// Measures what a key costs the program itself: CPU time and peak memory of a run on a made-up bucket, whose
// functions answer at once. The stand-ins are another process, which is not measured.
//
//     npx tsx bench/key-cost.ts [--keys=100000,1000000] [--shape=dates] [--rounds=3] [--worker-ms=0]
//       [--against=FOLDER] [-- OPTION…]
//
// `--shape` is one of those of stand-in/key-shapes.ts. With `--worker-ms`, a worker takes so long for its task.
// `--against` measures in turn the program as another working copy has built it. Options behind `--` are those of
// `wordcount run`.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI_PATH } from './cli-path.ts';
import { describeMachine } from './machine.ts';
import { median } from './measure.ts';
import { renderTable } from './report.ts';
import { runShell } from './shell.ts';
import { LINE_BYTES, WORDS_PER_LINE } from './stand-in/cascade-answer.ts';
import { type KeyShape, sizeBytesAt } from './stand-in/key-shapes.ts';
import { type StandIn, startStandIn } from './stand-in/start-stand-in.ts';

interface Way {
  readonly name: string;
  readonly options: readonly string[];
  readonly as: 'aws' | 'other-store';
}

const WAYS: readonly Way[] = [
  { name: 'aggregated', options: [], as: 'aws' },
  { name: '`--no-agg`', options: ['--no-agg'], as: 'aws' },
  { name: 'aggregated, another store', options: [], as: 'other-store' },
];

interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMb: number;
}

const [own, more] = splitAt(process.argv.slice(2), '--');

async function main(): Promise<void> {
  const counts = option('keys', '100000,1000000,10000000').split(',').map(Number);
  const shape = option('shape', 'dates') as KeyShape;
  const rounds = Number(option('rounds', '1'));
  const workerMs = Number(option('worker-ms', '0'));
  const against = option('against', '');
  const programs = [
    { name: '', path: CLI_PATH },
    ...(against ? [{ name: ` (${against})`, path: join(against, 'bin', 'wordcount.js') }] : []),
  ];
  const contenders = WAYS.flatMap((way) => programs.map((program) => ({ way, program })));
  const rows = [['run', 'keys', 'CPU, s', 'CPU, µs a key', 'wall, s', 'peak memory, MB']];
  for (const keys of counts) {
    const standIn = await startStandIn({ keys, shape, workerMs });
    try {
      const costs = contenders.map((): Cost[] => []);
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, { way, program }] of contenders.entries()) {
          costs[index]?.push(await measure(program.path, way, keys, standIn));
        }
      }
      for (const [index, { way, program }] of contenders.entries()) {
        rows.push(toRow(way.name + program.name, keys, costs[index] ?? []));
      }
    } finally {
      await standIn.stop();
    }
  }
  process.stdout.write(`${await describeMachine()}\n\n${renderTable(rows)}\n`);
}

/** @throws when not every key was counted, or not as it was made up. */
async function measure(cli: string, way: Way, keys: number, standIn: StandIn): Promise<Cost> {
  const state = mkdtempSync(join(tmpdir(), 'wordcount-bench-'));
  const before = await standIn.figures();
  const isWhole = !way.options.includes('--no-agg');
  try {
    const variables = { ...standIn.environment(way.as), XDG_STATE_HOME: state };
    const { output, ...cost } = await runShell(
      isWhole ? '"$@"' : '"$@" >/dev/null',
      'env',
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      ...[process.execPath, cli, 'run', 's3://made-up/', '--json', ...way.options, ...more],
    );
    const { objects } = await standIn.figures();
    if (objects - before.objects !== keys) throw new Error(`${objects} keys were asked for`);
    if (isWhole) checkTotals(JSON.parse(output).totals, keys);
    return cost;
  } finally {
    rmSync(state, { recursive: true });
  }
}

function checkTotals(totals: Readonly<Record<string, number>>, keys: number): void {
  let bytes = 0;
  let lines = 0;
  for (let index = 0; index < keys; index += 1) {
    const sizeBytes = sizeBytesAt(index);
    bytes += sizeBytes;
    lines += Math.floor(sizeBytes / LINE_BYTES);
  }
  const expected = { sizeBytes: bytes, bytes, lines, words: lines * WORDS_PER_LINE };
  if (JSON.stringify(totals) !== JSON.stringify(expected)) {
    throw new Error(`${JSON.stringify(totals)} were counted, not ${JSON.stringify(expected)}`);
  }
}

function toRow(name: string, keys: number, costs: readonly Cost[]): string[] {
  const cpuSeconds = median(costs.map((cost) => cost.cpuSeconds));
  return [
    name,
    keys.toLocaleString('en'),
    cpuSeconds.toFixed(2),
    ((cpuSeconds * 1e6) / keys).toFixed(1),
    median(costs.map((cost) => cost.wallSeconds)).toFixed(1),
    Math.max(...costs.map((cost) => cost.peakMb)).toFixed(0),
  ];
}

function option(name: string, otherwise: string): string {
  const start = `--${name}=`;
  return own.find((arg) => arg.startsWith(start))?.slice(start.length) ?? otherwise;
}

function splitAt(args: readonly string[], mark: string): [readonly string[], readonly string[]] {
  const at = args.indexOf(mark);
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}

await main();
