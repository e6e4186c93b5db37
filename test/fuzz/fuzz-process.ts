// The process that fuzzes one target. Before each input it writes it where the other process finds it,
// for one that hangs or dies can no longer say what it was given.

import { openSync, readFileSync, writeSync } from 'node:fs';
import { createRandom } from '../fixtures/sample-text.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { mutate } from './mutate.ts';
import { TARGETS } from './targets/targets.ts';

export interface FuzzOrder {
  readonly target: string;
  readonly seed: number;
  /** Either is enough; left out, it is no limit. */
  readonly limits: { readonly inputs?: number; readonly seconds?: number };
  /** Files to run as they are, in place of made inputs. */
  readonly given: readonly string[];
  /** Where the current input is written. */
  readonly current: string;
}

export type FuzzMessage =
  | { readonly type: 'fault'; readonly error: string }
  | { readonly type: 'done'; readonly figures: FuzzFigures };

export interface FuzzFigures {
  readonly inputs: number;
  readonly seconds: number;
  readonly kinds: number;
  readonly slowestMs: number;
  readonly peakRssMb: number;
}

/** More inputs that go another way would crowd the sound ones out. */
const MOST_CORPUS = 600;

/** The bound of memory after any input; a decoder may take some hundred megabytes at a time. */
const MOST_RSS_MB = 800;

async function fuzz(target: FuzzTarget, order: FuzzOrder): Promise<FuzzFigures> {
  const { inputs: mostInputs = Infinity, seconds: mostSeconds = Infinity } = order.limits;
  const current = openSync(order.current, 'w');
  const seeds = await target.seeds();
  const corpus = [...seeds];
  const kinds = new Set<string>();
  const told = new Set<string>();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let slowestMs = 0;
  let peakRssMb = 0;
  let inputs = 0;

  const given = order.given.map((file) => readFileSync(file));
  const isEnough = () =>
    given.length > 0 ? inputs >= given.length : inputs >= mostInputs || seconds() >= mostSeconds;
  for (; !isEnough(); inputs += 1) {
    const random = createRandom(order.seed * 1_000_003 + inputs);
    const input =
      given[inputs] ?? seeds[inputs] ?? mutate({ random, corpus, tokens: target.tokens });
    writeCurrent(current, inputs, input);
    const before = performance.now();
    try {
      const kind = await target.run(input, random);
      if (!kinds.has(kind) && corpus.length < MOST_CORPUS) corpus.push(Uint8Array.from(input));
      kinds.add(kind);
      // Memory that is let go of goes only when the event loop turns.
      await new Promise(setImmediate);
      const rssMb = process.memoryUsage.rss() / 2 ** 20;
      peakRssMb = Math.max(peakRssMb, rssMb);
      if (rssMb > MOST_RSS_MB) throw new Error('more memory is taken than any input should need');
    } catch (error) {
      await tell(error);
    }
    slowestMs = Math.max(slowestMs, performance.now() - before);
  }
  return { inputs, seconds: seconds(), kinds: kinds.size, slowestMs, peakRssMb };

  /** Each fault once, told by its message without the numbers in it. */
  async function tell(error: unknown): Promise<void> {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const kind = text.replace(/\d+/g, '0').slice(0, 200);
    if (told.has(kind)) return;
    told.add(kind);
    await post({ type: 'fault', error: text });
  }
}

/** The number of the input, its length, and it. */
function writeCurrent(file: number, number: number, input: Uint8Array): void {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(number, 0);
  head.writeUInt32LE(input.length, 4);
  writeSync(file, Buffer.concat([head, input]), 0, undefined, 0);
}

/** Resolves once the other process has it, which looks at the current input then. */
function post(message: FuzzMessage): Promise<void> {
  return new Promise((resolve) => {
    if (message.type === 'fault') process.once('message', () => resolve());
    else resolve();
    process.send?.(message);
  });
}

process.once('message', async (order: FuzzOrder) => {
  const target = TARGETS.find(({ name }) => name === order.target);
  if (!target) throw new Error(`There is no target ${order.target}.`);
  await post({ type: 'done', figures: await fuzz(target, order) });
  process.disconnect();
});
