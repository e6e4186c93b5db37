// A warm process that counts one object for each request, in the way that its argument
// names, and answers with the cost.

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createCounter } from '../../src/counting/create-counter.ts';
import type { WordRule } from '../../src/counting/word-rule.ts';
import { createDirectoryStore } from '../../src/local/directory-store.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../src/protocol/request.ts';
import { systemClock } from '../../src/scatter/clock.ts';
import { work } from '../../src/tiers/worker/worker.ts';
import { countArticleWay } from '../article-way.ts';
import type { TextCount } from '../measure.ts';
import { serveMeasured } from './serve-measured.ts';

const CHUNK_BYTES = 256 * 1024;

/** So long that the worker tells the whole count at once, on slow machines too. */
const REPORT_EVERY_MS = 600_000;

const WAYS: Readonly<Record<string, (path: string) => Promise<TextCount>>> = {
  worker: (path) => countByWorker(path, 'wc'),
  'worker-article-rule': (path) => countByWorker(path, 'article'),
  article: countArticleWay,
  'counter-alone': countInMemory,
};

async function countByWorker(path: string, words: WordRule): Promise<TextCount> {
  const folder = dirname(path);
  const sizeBytes = statSync(path).size;
  const request: WorkerRequest = {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: folder },
    words,
    reportEveryMs: REPORT_EVERY_MS,
    slices: [{ key: basename(path), sizeBytes, start: 0, end: sizeBytes }],
    inFlight: 4,
  };
  const store = createDirectoryStore(folder);
  for await (const frame of work(request, { store, clock: systemClock, requestId: '1' })) {
    if (frame.type === 'failed') throw new Error(frame.message);
    if (frame.type === 'count') return frame.count;
  }
  throw new Error('the worker said nothing');
}

/** The text in memory as the decoder would pass it on, read before the measurement. */
const texts = new Map<string, Buffer>();

async function countInMemory(path: string): Promise<TextCount> {
  const text = texts.get(path) ?? new Uint8Array(0);
  const counter = createCounter('wc');
  for (let at = 0; at < text.length; at += CHUNK_BYTES) {
    counter.update(text.subarray(at, at + CHUNK_BYTES));
  }
  return counter.count();
}

const [way = ''] = process.argv.slice(2);
const count = WAYS[way];
if (!count) throw new Error(`no way to count is called ${way}`);
serveMeasured(count, (path) => {
  if (way === 'counter-alone' && !texts.has(path)) texts.set(path, readFileSync(path));
});
