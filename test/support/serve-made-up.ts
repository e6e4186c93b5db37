// The server of `wordcount serve` with made-up runs: it plays their events up to a moment, by a clock that
// stands still in between, and waits there.

import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/errors/user-error.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { ServerConfig } from '../../src/serve/contract.ts';
import { readPageFiles } from '../../src/serve/page-files.ts';
import { createRunRegistry } from '../../src/serve/run-registry.ts';
import { startServer } from '../../src/serve/server.ts';
import type { TimedEvent } from './made-up-work.ts';

export interface MadeUpServing {
  readonly port: number;
  /** Starts the run, and resolves when it has begun. */
  start(prefix: string, noAgg: boolean): Promise<void>;
  /** Plays the events up to this moment; at first none are played. */
  playTo(ms: number): void;
  close(): Promise<void>;
}

export interface MadeUpServingOptions {
  readonly config: Pick<ServerConfig, 'source' | 'engine'>;
  readonly events: readonly TimedEvent[];
  /** After its events, the run fails with this message. */
  readonly failure?: string;
  /** Once stopped, the run still plays its events to their end, as functions do that run already. */
  readonly endsLate?: true;
}

/** Viewers come and go, and the run stays. */
const GRACE_MS = 10 * 60_000;

export async function serveMadeUp(options: MadeUpServingOptions): Promise<MadeUpServing> {
  let limitMs = -1;
  let nowMs = 0;
  let wake = () => {};
  const clock = {
    now: () => nowMs,
    sleep: () => Promise.reject(new Error('a made-up run does not sleep')),
  };

  const isOver = (signal: AbortSignal) => signal.aborted && !options.endsLate;

  async function* play(signal: AbortSignal): AsyncGenerator<RunEvent> {
    const startedAt = nowMs;
    signal.addEventListener('abort', () => wake());
    for (const { atMs, event } of options.events) {
      while (atMs > limitMs && !isOver(signal)) {
        nowMs = Math.max(nowMs, startedAt + Math.max(0, limitMs));
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isOver(signal)) throw new Error('interrupted');
      nowMs = Math.max(nowMs, startedAt + atMs);
      yield event;
    }
    if (options.failure !== undefined) throw new UserError(options.failure);
  }

  const errors: unknown[] = [];
  const runs = createRunRegistry({
    maxRuns: 4,
    clock,
    today: () => new Date(),
    begin: (_, signal) => play(signal),
    graceMs: GRACE_MS,
    heartbeatMs: 15_000,
    onChange: () => undefined,
    onError: (error) => errors.push(error),
  });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    otherNames: [],
    token: undefined,
    pages: await readPageFiles(fileURLToPath(new URL('../../dist/pages', import.meta.url))),
    config: {
      version: '0.0.0',
      words: 'wc',
      prefix: '',
      maxRuns: 4,
      graceMs: GRACE_MS,
      ...options.config,
    },
    runs,
    reports: () => '',
    onError: (error) => errors.push(error),
  });
  return {
    port: server.port,
    async start(prefix, noAgg) {
      const response = await fetch(`http://127.0.0.1:${server.port}/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prefix, noAgg }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    playTo(ms) {
      limitMs = ms;
      wake();
    },
    close: () => server.close(),
  };
}
