// The answers of several threads as one: real workers on one queue, and made-up answers whose order is certain.

import { describe, expect, it } from 'vitest';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type Slice } from '../../../../src/protocol/request.ts';
import { createChannel } from '../../../../src/scatter/channel.ts';
import { joinAnswers } from '../../../../src/tiers/worker/join-answers.ts';
import {
  createSharedQueue,
  joinQueue,
  type SharedQueue,
} from '../../../../src/tiers/worker/slice-queue.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { collect } from '../../../support/collect.ts';
import { countFrame, HELLO } from '../../../support/frames.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { wcReference } from '../../../support/reference-counts.ts';

const SLICES: readonly Slice[] = Array.from({ length: 9 }, (_, n) => ({
  ...{ key: `${n}`, sizeBytes: 100, start: 0, end: 100 },
}));

/** Answers that are told what to say, of which the other thread has begun or has not. */
function startTwo({ othersBegin = true } = {}) {
  const queue = createSharedQueue(2);
  joinQueue(queue, 0).take();
  if (othersBegin) joinQueue(queue, 1).take();
  const [own, other] = [createChannel<WorkerFrame>(), createChannel<WorkerFrame>()];
  const joined = joinAnswers(SLICES, queue, [own, other]);
  return { own, other, joined, next: async () => (await joined.next()).value };
}

const heartbeat = (readingBytes: number, storeRequests: number): WorkerFrame => ({
  ...{ type: 'heartbeat', readingBytes, storeRequests, reading: [[readingBytes, 1]] },
});

describe('joinAnswers', () => {
  it('counts each slice once, whichever thread takes it', async () => {
    const texts = Array.from({ length: 40 }, (_, n) => `${'word '.repeat(n)}\n`);
    const store = createMemoryStore(Object.fromEntries(texts.map((text, n) => [`${n}`, text])));
    const slices = store.refs().map((ref) => ({ ...ref, start: 0, end: ref.sizeBytes }));
    const request = {
      protocol: PROTOCOL_VERSION,
      source: { kind: 'directory', path: '/' },
      words: 'wc',
      ...{ reportEveryMs: 100, inFlight: 2, slices },
    } as const;
    const shared: SharedQueue = createSharedQueue(3);
    const ports = { clock: createVirtualClock(), requestId: 'r' };
    let sent = 0;
    const threadAnswer = (thread: number) => {
      let requests = 0;
      const read: typeof store.read = (...args) => {
        requests += 1;
        sent += 1;
        return store.read(...args);
      };
      const queue = joinQueue(shared, thread);
      return work(request, { ...ports, queue, store: { read, requests: () => requests } });
    };
    const answers = [threadAnswer(0), threadAnswer(1), threadAnswer(2)] as const;
    const frames = await collect(joinAnswers(slices, shared, answers));
    expect(frames.filter(({ type }) => type === 'hello')).toHaveLength(1);
    expect(frames[0]?.type).toBe('hello');
    expect(frames.at(-1)).toEqual({ type: 'end', storeRequests: sent });
    const counts = frames.filter((frame) => frame.type === 'count');
    expect(counts.map(({ slice }) => slice).sort((a, b) => a - b)).toEqual([...texts.keys()]);
    for (const { slice, count } of counts) {
      expect(count).toMatchObject(wcReference(Buffer.from(texts[slice] ?? '')));
    }
  });

  it('adds up how far all threads are, less what was told since', async () => {
    const { own, other, next } = startTwo();
    void own.push(HELLO);
    void other.push(heartbeat(30, 2));
    void other.push(countFrame(3, 1, { end: 20 }));
    expect([await next(), await next()]).toMatchObject([{ type: 'hello' }, { type: 'count' }]);
    void own.push(heartbeat(5, 1));
    const seen = await next();
    expect(seen).toMatchObject({ type: 'heartbeat', readingBytes: 15, storeRequests: 3 });
  });

  it('is heard of until the last thread has ended', async () => {
    const { own, other, next } = startTwo();
    void own.push({ type: 'end', storeRequests: 4 });
    own.close();
    void other.push(countFrame(1, 1));
    expect(await next()).toMatchObject({ type: 'count' });
    void other.push(heartbeat(7, 2));
    expect(await next()).toMatchObject({ type: 'heartbeat', readingBytes: 7, storeRequests: 6 });
    void other.push({ type: 'end', storeRequests: 3 });
    other.close();
    expect(await next()).toEqual({ type: 'end', storeRequests: 7 });
    expect(await next()).toBeUndefined();
  });

  it('is heard of although a thread with a lower number never says anything', async () => {
    const queue = createSharedQueue(3);
    for (const thread of [0, 2]) joinQueue(queue, thread).take();
    const [own, silent, other] = Array.from({ length: 3 }, () => createChannel<WorkerFrame>());
    if (!own || !silent || !other) throw new Error('there are three');
    const joined = joinAnswers(SLICES, queue, [own, silent, other]);
    void own.push({ type: 'end' });
    own.close();
    void other.push(countFrame(1, 1));
    expect(await joined.next()).toMatchObject({ value: countFrame(1, 1) });
    void other.push(heartbeat(7, 2));
    void other.push({ type: 'end', storeRequests: 3 });
    other.close();
    expect(await collect(joined)).toMatchObject([
      { type: 'heartbeat', readingBytes: 7 },
      { type: 'end', storeRequests: 3 },
    ]);
  });

  it('tells all that the others count when a thread dies, and then breaks off', async () => {
    const { own, other, joined } = startTwo();
    void other.push(countFrame(1, 1));
    other.fail(new Error('out of memory'));
    void own.push(countFrame(0, 1));
    void own.push({ type: 'end' });
    own.close();
    const frames: WorkerFrame[] = [];
    const reading = (async () => {
      for await (const frame of joined) frames.push(frame);
    })();
    await expect(reading).rejects.toThrow('out of memory');
    expect(frames).toEqual(expect.arrayContaining([countFrame(1, 1), countFrame(0, 1)]));
    expect(frames).toHaveLength(2);
  });

  it('breaks off after the others when its own thread fails', async () => {
    const { own, other, joined } = startTwo();
    own.fail(new Error('boom'));
    void other.push(countFrame(1, 1));
    void other.push({ type: 'end' });
    other.close();
    expect(await joined.next()).toMatchObject({ value: countFrame(1, 1) });
    await expect(joined.next()).rejects.toThrow('boom');
  });

  it.each([
    ['is not ready', () => undefined],
    ['could not start', (other: { fail(error: unknown): void }) => other.fail(new Error('no'))],
  ])('does not wait for a thread that %s when all is taken', async (_, end) => {
    const { own, other, joined } = startTwo({ othersBegin: false });
    end(other);
    void own.push(countFrame(0, 1));
    void own.push({ type: 'end', storeRequests: 1 });
    own.close();
    const frames = await collect(joined);
    expect(frames).toEqual([countFrame(0, 1), { type: 'end', storeRequests: 1 }]);
  });

  it('lets a thread that comes late end, so that it can be used again', async () => {
    const { own, other, joined } = startTwo({ othersBegin: false });
    void own.push({ type: 'end' });
    own.close();
    await collect(joined);
    void other.push(HELLO);
    void other.push({ type: 'end' });
    // Frames that are not taken would stay in the channel and hold back its producer.
    const taken = Array.from({ length: 2_000 }, (_, n) => other.push(countFrame(n % 9, 1)));
    other.close();
    await Promise.all(taken);
  });

  it('stops the others when nobody listens any more', async () => {
    const { own, other, joined } = startTwo();
    void own.push(HELLO);
    await joined.next();
    await joined.return(undefined);
    void other.push(countFrame(1, 1));
    // A channel whose consumer has left takes nothing more.
    await expect.poll(() => other.push(countFrame(2, 1))).toBeUndefined();
  });
});
