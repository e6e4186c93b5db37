// Runs cascades with simulated workers, and collects their frames.

import type { BilledFrame, CascadeFrame, WorkerFrame } from '../../src/protocol/frame.ts';
import {
  type CascadeRequest,
  type ObjectRef,
  PROTOCOL_VERSION,
  type WorkerRequest,
} from '../../src/protocol/request.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { type CascadePorts, cascade } from '../../src/tiers/cascade/cascade.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';
import { countFrame, END, HELLO } from './frames.ts';

/** A correct worker: it counts as many words as an object has bytes. */
export async function* soundWorker({ slices }: WorkerRequest): AsyncGenerator<WorkerFrame> {
  yield HELLO;
  for (const [index, { sizeBytes }] of slices.entries()) yield countFrame(index, sizeBytes);
  yield END;
}

/** A worker whose behaviour depends on the number of its invocation, from 0. */
export function workerByNumber(
  act: (request: WorkerRequest, number: number) => AsyncIterable<WorkerFrame | BilledFrame>,
) {
  const requests: WorkerRequest[] = [];
  return Object.assign(
    (request: WorkerRequest) => {
      requests.push(request);
      return act(request, requests.length - 1);
    },
    { requests },
  );
}

export function startCascade(
  objects: readonly ObjectRef[],
  invokeWorker: CascadePorts['invokeWorker'],
  changes: Partial<CascadeRequest & CascadePorts> = {},
): ReturnType<typeof cascade> {
  const request: CascadeRequest = {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: '/data' },
    words: 'wc',
    reportEveryMs: 200,
    objects: [...objects],
    perObject: true,
    workers: 2,
    maxTaskSlices: 100,
    inFlight: 4,
    ...changes,
  };
  return cascade(request, {
    invokeWorker,
    clock: createVirtualClock(),
    random: () => 0.5,
    retry: DEFAULT_RETRY,
    requestId: 'c-1',
    signal: new AbortController().signal,
    ...changes,
  });
}

type Settling = Extract<CascadeFrame, { type: 'object' | 'failed' }>;

export async function finishCascade(frames: AsyncIterable<CascadeFrame>) {
  const all: CascadeFrame[] = [];
  for await (const frame of frames) all.push(frame);
  const settled = all.filter(
    (frame): frame is Settling => frame.type === 'object' || frame.type === 'failed',
  );
  return {
    frames: all,
    /** The outcomes by the index of their object. */
    settled: settled.sort((a, b) => a.object - b.object),
    sums: all.filter((frame) => frame.type === 'sum'),
    retried: all.filter((frame) => frame.type === 'retried'),
  };
}
