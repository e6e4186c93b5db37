// A cascade's workers that it has no use for, or not yet.

import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../../src/errors/invocation-error.ts';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { WorkerRequest } from '../../../../src/protocol/request.ts';
import { finishCascade, startCascade } from '../../../support/cascading.ts';
import { countFrame, END, HELLO } from '../../../support/frames.ts';

const MIB = 2 ** 20;
const REFUSED = new InvocationError('throttled', 'too many', {
  retryable: true,
  patience: 'throttling',
});

/** A worker that goes on once it is let, and records what it is asked for. */
function createWorkers(frames: (request: WorkerRequest) => Iterable<WorkerFrame>) {
  const requests: WorkerRequest[] = [];
  const held: (() => void)[] = [];
  async function* worker(request: WorkerRequest): AsyncGenerator<WorkerFrame> {
    requests.push(request);
    yield HELLO;
    if (request.slices.length > 0) await new Promise<void>((go) => held.push(go));
    yield* frames(request);
    yield END;
  }
  /** Lets one go on, in turn, whenever any waits, until the cascade has ended. */
  async function letGo(ended: Promise<unknown>): Promise<void> {
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    while (!isOver) {
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      held.shift()?.();
    }
  }
  return { worker, requests, letGo };
}

function* countAll({ slices }: WorkerRequest): Generator<WorkerFrame> {
  for (const [index, { start, end }] of slices.entries()) yield countFrame(index, end - start);
}

describe('a cascade with more workers than work', () => {
  const objects = [20, 21, 22, 23].map((mib) => ({ key: `${mib}`, sizeBytes: mib * MIB }));

  async function leftWorkers(changes: object): Promise<number[]> {
    const { worker, letGo } = createWorkers(countAll);
    const finished = finishCascade(startCascade(objects, worker, { workers: 6, ...changes }));
    await letGo(finished);
    const { frames, settled } = await finished;
    expect(settled).toHaveLength(4);
    return frames.flatMap((frame) =>
      frame.type === 'heartbeat' && frame.workers !== undefined ? [frame.workers] : [],
    );
  }

  it('leaves workers to others, more of them as its own end', async () => {
    const left = await leftWorkers({ leavesWorkers: true });
    expect(left[0]).toBe(4);
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBe(1);
  });

  it('keeps them if nobody waits for them', async () => {
    expect(await leftWorkers({})).toEqual([]);
  });

  it('keeps them while a large object may be divided', async () => {
    const large = [...objects, { key: 'large', sizeBytes: 500 * MIB }];
    const { worker, letGo } = createWorkers(countAll);
    const changes = { workers: 8, sliceBytes: 32 * MIB, leavesWorkers: true };
    const finished = finishCascade(startCascade(large, worker, changes));
    await letGo(finished);
    const { frames } = await finished;
    const first = frames.findIndex(
      (frame) => frame.type === 'heartbeat' && frame.workers !== undefined,
    );
    const settled = frames.findIndex(({ type }) => type === 'object');
    expect(first).toBeGreaterThan(settled);
  });
});

describe('a cascade with a large object', () => {
  function hasNoSlice({ slices }: WorkerRequest): boolean {
    return slices.length === 0;
  }

  async function requestsFor(key: string, changes: object = {}): Promise<WorkerRequest[]> {
    const { worker, requests, letGo } = createWorkers(countAll);
    const objects = [{ key, sizeBytes: 640 * MIB }];
    const all = { workers: 8, sliceBytes: 128 * MIB, ...changes };
    const finished = finishCascade(startCascade(objects, worker, all));
    await letGo(finished);
    const { settled, frames } = await finished;
    expect(settled).toHaveLength(1);
    expect(frames.filter(({ type }) => type === 'launched')).toHaveLength(requests.length);
    return requests;
  }

  it('lets environments begin for the slices that will come of it', async () => {
    const requests = await requestsFor('large.bz2');
    expect(requests.filter((request) => !hasNoSlice(request))).toHaveLength(1);
    const guesses = requests.filter(hasNoSlice).length;
    expect(guesses).toBeGreaterThan(2);
    expect(guesses).toBeLessThan(8);
  });

  it('lets none begin where nothing can come of it, or there are threads', async () => {
    expect(await requestsFor('large.xz')).toHaveLength(1);
    expect(await requestsFor('large', { sliceBytes: undefined })).toHaveLength(1);
    expect(await requestsFor('large', { parallelWorkers: 8 })).toHaveLength(1);
  });

  it('takes no harm from one that fails', async () => {
    const { worker, letGo } = createWorkers(countAll);
    async function* failing(request: WorkerRequest): AsyncGenerator<WorkerFrame> {
      if (hasNoSlice(request)) throw REFUSED;
      yield* worker(request);
    }
    const objects = [{ key: 'large.bz2', sizeBytes: 640 * MIB }];
    const changes = { workers: 8, sliceBytes: 128 * MIB };
    const finished = finishCascade(startCascade(objects, failing, changes));
    await letGo(finished);
    const { settled, retried, frames } = await finished;
    expect(settled).toMatchObject([{ type: 'object' }]);
    expect(retried).toEqual([]);
    expect(frames.filter(({ type }) => type === 'refused').length).toBeGreaterThan(2);
  });
});
