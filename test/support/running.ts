// Runs with simulated objects and cascades, and collects events and totals.

import type { RunEvent } from '../../src/events/run-event.ts';
import { addEvent, NO_TOTALS } from '../../src/events/totals.ts';
import type { BilledFrame, CascadeFrame } from '../../src/protocol/frame.ts';
import type { InvokeCascade, ListedObject } from '../../src/protocol/ports.ts';
import type { CascadeRequest } from '../../src/protocol/request.ts';
import { type RunPorts, type RunRequest, run } from '../../src/run/run.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';
import { END, HELLO, objectFrame } from './frames.ts';

const REQUEST: RunRequest = {
  source: { kind: 'directory', path: '/data' },
  sourceName: { dir: '/data', prefix: '' },
  engine: 'local',
  words: 'wc',
  selection: { prefixes: [''], keys: [] },
  matches: () => true,
  perObject: false,
  cascades: 2,
  workers: 4,
  maxTaskSlices: 10,
  inFlight: 2,
  reportEveryMs: 200,
  batches: { maxObjects: 16, maxNameBytes: 1e6, maxWorkers: 900, lookAheadMs: 0, maxWaiting: 100 },
};

/** Objects whose size is their number of words, so that a request tells it. */
export function listObjects(count: number): ListedObject[] {
  return Array.from({ length: count }, (_, index) => ({ key: `k${index}`, sizeBytes: index + 1 }));
}

export async function* inPages(
  objects: readonly ListedObject[],
  pageSize = 10,
): AsyncGenerator<readonly ListedObject[]> {
  for (let at = 0; at < objects.length; at += pageSize) yield objects.slice(at, at + pageSize);
}

export function wordsOf(objects: readonly { readonly sizeBytes: number }[]): number {
  return objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** A cascade that counts every object correctly. */
export async function* soundCascade({ objects }: CascadeRequest): AsyncGenerator<CascadeFrame> {
  yield HELLO;
  for (const [index, { sizeBytes }] of objects.entries()) yield objectFrame(index, sizeBytes);
  yield END;
}

/** A cascade whose behaviour depends on the number of its invocation, from 0. */
export function cascadeByNumber(
  act: (request: CascadeRequest, number: number) => AsyncIterable<CascadeFrame | BilledFrame>,
): InvokeCascade & { readonly requests: CascadeRequest[] } {
  const requests: CascadeRequest[] = [];
  return Object.assign(
    (request: CascadeRequest) => {
      requests.push(request);
      return act(request, requests.length - 1);
    },
    { requests },
  );
}

export function startRun(
  listing: readonly ListedObject[] | RunPorts['store'],
  invokeCascade: InvokeCascade,
  changes: Partial<RunRequest & RunPorts> = {},
) {
  const clock = createVirtualClock();
  const store = 'list' in listing ? listing : { list: () => inPages(listing) };
  const ports: RunPorts = {
    store,
    invokeCascade,
    clock,
    random: () => 0.5,
    retry: DEFAULT_RETRY,
    signal: new AbortController().signal,
    ...changes,
  };
  return run({ ...REQUEST, ...changes }, ports);
}

export async function finishRun(events: AsyncIterable<RunEvent>) {
  const all: RunEvent[] = [];
  let totals = NO_TOTALS;
  for await (const event of events) {
    all.push(event);
    totals = addEvent(totals, event);
  }
  const objects = all.filter((event) => event.type === 'object');
  const warnings = all.filter((event) => event.type === 'warning');
  return { events: all, totals, objects, warnings };
}
