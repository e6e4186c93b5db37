// npm run fuzz -- TARGET [--seconds N] [--inputs N] [--seed S] [--found FOLDER] [FILE...]
//
// Gives a target damaged inputs until the time is up, and keeps those with which something does not
// hold. With files it runs these as they are. Without a target it runs all of them, one by one.

import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FuzzFigures, FuzzMessage, FuzzOrder } from './fuzz-process.ts';
import { TARGETS } from './targets/targets.ts';

/** No input takes so long, however slow the machine. */
const HANGS_AFTER_MS = 60_000;

const DEFAULT_SECONDS = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    found: { type: 'string', default: 'fuzz-found' },
  },
});

const [wanted, ...given] = positionals;
const names = TARGETS.map(({ name }) => name).filter((name) => (wanted ?? name) === name);
if (names.length === 0) throw new Error(`The targets are ${TARGETS.map(({ name }) => name)}.`);
const folder = mkdtempSync(join(tmpdir(), 'wordcount-fuzz-'));
let faults = 0;
try {
  for (const name of names) await fuzzInProcess(name);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = faults > 0 ? 1 : 0;

async function fuzzInProcess(target: string): Promise<void> {
  const { seconds, inputs } = values;
  const order: FuzzOrder = {
    target,
    seed: Number(values.seed),
    limits: {
      ...(inputs !== undefined && { inputs: Number(inputs) }),
      ...((seconds !== undefined || inputs === undefined) && {
        seconds: Number(seconds ?? DEFAULT_SECONDS),
      }),
    },
    given,
    current: join(folder, target),
  };
  const child = fork(new URL('./fuzz-process.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let complaints = '';
  let isDone = false;
  let hangs = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  child.on('message', (message: FuzzMessage) => {
    if (message.type === 'fault') {
      keep(order, message.error);
      child.send('kept');
      return;
    }
    isDone = true;
    say(`${target}: ${describe(message.figures)}`);
  });
  const watch = watchOver(order, () => {
    hangs = true;
    child.kill('SIGKILL');
  });
  const closed = new Promise<void>((resolve) => child.once('close', resolve));
  child.send(order);
  await closed;
  clearInterval(watch);
  if (!isDone) keep(order, hangs ? 'it hangs' : `the process died: ${complaints}`);
}

/** Calls when no new input was begun for too long. */
function watchOver(order: FuzzOrder, onHang: () => void): NodeJS.Timeout {
  let seen = -1;
  let since = Date.now();
  return setInterval(() => {
    const { number } = readCurrent(order);
    if (number !== seen) {
      seen = number;
      since = Date.now();
    } else if (Date.now() - since > HANGS_AFTER_MS) onHang();
  }, 1_000);
}

function readCurrent({ current }: FuzzOrder): { number: number; input: Buffer } {
  try {
    const bytes = readFileSync(current);
    return { number: bytes.readUInt32LE(0), input: bytes.subarray(8, 8 + bytes.readUInt32LE(4)) };
  } catch {
    return { number: 0, input: Buffer.alloc(0) };
  }
}

function keep(order: FuzzOrder, error: string): void {
  faults += 1;
  mkdirSync(values.found, { recursive: true });
  const file = join(values.found, `${order.target}-${order.seed}-${faults}`);
  writeFileSync(file, readCurrent(order).input);
  say(`${order.target}: ${error}\n  npm run fuzz -- ${order.target} ${file}`);
}

function describe({ inputs, seconds, kinds, slowestMs, peakRssMb }: FuzzFigures): string {
  return (
    `${inputs} inputs in ${seconds.toFixed(0)} s, ${kinds} kinds, ` +
    `${slowestMs.toFixed(0)} ms for the slowest, ${peakRssMb.toFixed(0)} MB at the most`
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
