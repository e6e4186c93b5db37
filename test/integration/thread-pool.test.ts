// Worker threads that die: their unfinished work is retried, and named if the retries fail.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../src/events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../src/events/totals.ts';
import { createDirectoryStore } from '../../src/local/directory-store.ts';
import { createLocalCascade } from '../../src/local/local-cascade.ts';
import { createThreadPool } from '../../src/local/thread-pool.ts';
import { type RunRequest, run } from '../../src/run/run.ts';
import { systemClock } from '../../src/scatter/clock.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { repeatText } from '../support/big-texts.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

interface Counted {
  readonly totals: Totals;
  readonly objects: Extract<RunEvent, { type: 'object' }>[];
}

const THREAD = pathToFileURL('dist/worker-thread.js');

/** The real worker thread, ended from within as often as `deaths` says when it opens a file. */
function mortalThread(fileName: string, deaths: number): URL {
  const source = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const open = fs.openSync;
    fs.openSync = (path, ...rest) => {
      if (String(path).endsWith('/${fileName}')) {
        const tombs = path + '.deaths';
        const died = fs.existsSync(tombs) ? fs.readFileSync(tombs, 'utf8').length : 0;
        if (died < ${deaths}) {
          fs.writeFileSync(tombs, '+'.repeat(died + 1));
          process.exit(9);
        }
      }
      return open(path, ...rest);
    };
    syncBuiltinESMExports();
    await import('${THREAD.href}');
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

/**
 * The real worker thread, ended from within as often as `deaths` says: each time it has read
 * `afterBytes` and then said how far it came.
 */
function interruptedThread(afterBytes: number, deaths: number, tombs: string): URL {
  const source = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    import { parentPort } from 'node:worker_threads';
    const { readSync } = fs;
    const { postMessage } = parentPort;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    let left = ${afterBytes};
    fs.readSync = (...args) => {
      // Slow from then on, so that it is said before more is read.
      if (left <= 0) Atomics.wait(pause, 0, 0, 60);
      const read = readSync(...args);
      left -= read;
      return read;
    };
    syncBuiltinESMExports();
    parentPort.postMessage = (answer) => {
      postMessage.call(parentPort, answer);
      if (left > 0 || !answer.some(({ type }) => type === 'checkpoint')) return;
      const died = fs.existsSync('${tombs}') ? fs.readFileSync('${tombs}', 'utf8').length : 0;
      if (died === ${deaths}) return;
      fs.appendFileSync('${tombs}', '+');
      process.exit(9);
    };
    await import('${THREAD.href}');
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

async function countWith(
  entry: URL,
  root: string,
  changes: Partial<RunRequest> = {},
): Promise<Counted> {
  const pool = createThreadPool(entry, 2);
  onTestFinished(() => pool.close());
  const request: RunRequest = {
    source: { kind: 'directory', path: root },
    sourceName: { dir: root, prefix: '' },
    engine: 'local',
    words: 'wc',
    selection: { prefixes: ['f'], keys: [] },
    matches: ({ key }) => !key.endsWith('.deaths'),
    perObject: false,
    cascades: 1,
    workers: 4,
    maxTaskSlices: 100,
    inFlight: 4,
    reportEveryMs: 50,
    batches: {
      maxObjects: 1000,
      maxNameBytes: 2 ** 20,
      maxWorkers: 900,
      lookAheadMs: 0,
      maxWaiting: 1_000,
    },
    ...changes,
  };
  const retry = { ...DEFAULT_RETRY, baseDelayMs: { failure: 1, permission: 1, throttling: 1 } };
  const ports = { clock: systemClock, random: Math.random, retry };
  const events = run(request, {
    ...ports,
    store: createDirectoryStore(root),
    invokeCascade: createLocalCascade({ ...ports, invokeWorker: pool.invokeWorker }),
    signal: new AbortController().signal,
  });
  let totals = NO_TOTALS;
  const objects: Counted['objects'] = [];
  for await (const event of events) {
    totals = addEvent(totals, event);
    if (event.type === 'object') objects.push(event);
  }
  return { totals, objects };
}

function createFiles(count: number): string {
  const root = createTemporaryFolder();
  for (let i = 0; i < count; i += 1) writeFileSync(join(root, `f${i}`), 'two words');
  return root;
}

test('a thread that dies once causes only a warning', async () => {
  const root = createFiles(60);
  const { totals } = await countWith(mortalThread('f30', 1), root);
  expect(totals.status).toBe('complete');
  expect(totals.objects.counted).toBe(60);
  expect(totals.tally.words).toBe(120);
  expect(totals.warnings).toMatchObject([{ code: 'worker-died' }]);
});

test('a file at which threads always die is named, and all others are counted', async () => {
  const root = createFiles(60);
  const { totals } = await countWith(mortalThread('f30', 1000), root);
  expect(totals.status).toBe('incomplete');
  expect(totals.objects).toEqual({ counted: 59, partial: 0, failed: 1, skipped: 0 });
  expect(totals.tally.words).toBe(118);
});

test('a file of 300 MB has its total even if a dozen threads die at it', async () => {
  const root = createTemporaryFolder();
  const file = join(root, 'f');
  const { part, times, count } = repeatText(2 ** 20, 300);
  for (let n = 0; n < times; n += 1) writeFileSync(file, part, { flag: 'a' });
  const tombs = join(root, 'f.deaths');
  const thread = interruptedThread(20 * 2 ** 20, 12, tombs);
  const { totals, objects } = await countWith(thread, root, {
    reportEveryMs: 1,
    perObject: true,
    sliceBytes: 2 ** 27,
  });
  expect(readFileSync(tombs, 'utf8')).toHaveLength(12);
  expect(totals.status).toBe('complete');
  expect(objects).toMatchObject([{ status: 'counted', ...count }]);
  // Eight slices of 37 MB, and whatever the deaths made of them.
  expect(objects[0]?.pieces).toBeGreaterThan(12);
}, 60_000);
