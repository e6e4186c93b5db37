// Prints what run, cascade and workers say to each other about one large object, as docs/architecture.md shows it.
// The tiers are the functions' own, with the limits of Lambda for four workers. The object is a file, and one worker is
// killed on purpose. It needs bzip2.
//
//     npx tsx bench/trace.ts

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lambdaLimitsFor } from '../src/engines/lambda-engine.ts';
import { InvocationError } from '../src/errors/invocation-error.ts';
import { createDirectoryStore } from '../src/local/directory-store.ts';
import { createSelection } from '../src/planning/selection.ts';
import type { InvokeCascade, InvokeWorker } from '../src/protocol/ports.ts';
import { run } from '../src/run/run.ts';
import { systemClock } from '../src/scatter/clock.ts';
import { DEFAULT_RETRY } from '../src/scatter/scatter.ts';
import { cascade } from '../src/tiers/cascade/cascade.ts';
import { work } from '../src/tiers/worker/worker.ts';
import { createProse } from './sample-text.ts';
import { runShell } from './shell.ts';

const KEY = 'dump/posts.txt.bz2';
const STREAM_BYTES = 64 * 2 ** 20;
const STREAMS = 2;
const WORKERS = 4;

/** The worker that is killed, and the number of checkpoints after which it is. */
const KILLED = { invocation: 6, checkpoints: 2 };

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-bench-'));
  try {
    await makeObject(folder);
    await traceRun(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Some streams of bzip2 one behind the other, as `pbzip2` writes them. */
async function makeObject(folder: string): Promise<void> {
  const object = join(folder, KEY);
  mkdirSync(dirname(object));
  writeFileSync(`${object}.text`, createProse(STREAM_BYTES, 1));
  const script =
    'bzip2 "$1.text"; for n in $(seq $2); do cat "$1.text.bz2"; done > "$1"; rm "$1.text.bz2"';
  await runShell(script, object, String(STREAMS));
}

async function traceRun(root: string): Promise<void> {
  const startedAt = systemClock.now();
  const tell = (from: string, what: object) => {
    const ms = String(Math.round(systemClock.now() - startedAt)).padStart(6);
    process.stdout.write(`${ms} ${from.padEnd(10)} ${JSON.stringify(what)}\n`);
  };
  const store = createDirectoryStore(root);
  const ports = { clock: systemClock, random: Math.random, retry: DEFAULT_RETRY };
  let invocations = 0;

  const invokeWorker: InvokeWorker = async function* (request, signal) {
    const invocation = invocations;
    invocations += 1;
    const from = `worker ${invocation}`;
    tell(from, request);
    const beganAt = systemClock.now();
    let checkpoints = 0;
    const requestId = `req-${invocation + 1}`;
    for await (const frame of work(request, { store, clock: systemClock, requestId })) {
      tell(from, frame);
      yield frame;
      if (frame.type === 'checkpoint') checkpoints += 1;
      if (invocation !== KILLED.invocation || checkpoints < KILLED.checkpoints) continue;
      yield { type: 'billed', durationMs: systemClock.now() - beganAt };
      const message = 'Sandbox.Timedout: Task timed out after 180.00 seconds';
      throw new InvocationError('function-timeout', message, { retryable: true });
    }
    signal.throwIfAborted();
    yield { type: 'billed', durationMs: systemClock.now() - beganAt };
  };

  const invokeCascade: InvokeCascade = async function* (request, signal) {
    tell('cascade', request);
    const beganAt = systemClock.now();
    const answer = cascade(request, { ...ports, invokeWorker, signal, requestId: 'req-0' });
    for await (const frame of answer) {
      tell('cascade', frame);
      yield frame;
    }
    yield { type: 'billed', durationMs: systemClock.now() - beganAt };
  };

  const request = {
    ...lambdaLimitsFor(WORKERS),
    source: { kind: 's3', bucket: 'dumps' },
    sourceName: { bucket: 'dumps', prefix: '' },
    selection: createSelection(['']),
    matches: () => true,
    engine: 'lambda',
    words: 'wc',
    perObject: true,
    sliceBytes: 128 * 2 ** 20,
    maxTaskSlices: 500,
    inFlight: 40,
    hedgePercent: 2,
    reportEveryMs: 500,
  } as const;
  const { signal } = new AbortController();
  for await (const event of run(request, { ...ports, store, invokeCascade, signal })) {
    tell('run', event);
  }
}

await main();
