// Workers whose time is up while they count.

import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinCounts } from '../../../../src/counting/count.ts';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import type { ObjectStore } from '../../../../src/protocol/ports.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../../../src/protocol/request.ts';
import { createSliceQueue } from '../../../../src/tiers/worker/slice-queue.ts';
import { type WorkerPorts, work } from '../../../../src/tiers/worker/worker.ts';
import { inChunks } from '../../../fixtures/byte-sources.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { collect } from '../../../support/collect.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { seededText } from '../../../support/seeded.ts';

const LIMIT_MS = 1_000;
const REPORT_EVERY_MS = 100;

const TEXT = seededText(3_000);
const MEMBER = gzipSync(TEXT);

/** An object of which so many bytes come, and then nothing any more. */
interface Body {
  readonly bytes: Uint8Array;
  readonly come: number;
  readonly chunkBytes?: number;
}

const NOTHING: Body = { bytes: Buffer.of(), come: 0 };

/** A worker's frames about these objects. `pauseMs` pass before the first byte. */
async function workUntilTimeIsUp(
  bodies: readonly Body[],
  {
    pauseMs = 0,
    limitMs = LIMIT_MS,
    queue,
    ...changes
  }: { pauseMs?: number; limitMs?: number } & Partial<WorkerRequest> &
    Pick<WorkerPorts, 'queue'> = {},
) {
  const clock = createVirtualClock();
  const read: ObjectStore['read'] = async function* ({ key }, start, end, signal) {
    const body = bodies[Number(key)] ?? NOTHING;
    const { bytes, come, chunkBytes = come } = body;
    clock.advance(pauseMs);
    if (start < come) yield* inChunks(bytes.subarray(start, Math.min(end, come)), chunkBytes);
    if (end <= come) return;
    if (!signal.aborted) await once(signal, 'abort');
    throw signal.reason;
  };
  const request: WorkerRequest = {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: '/' },
    words: 'wc',
    reportEveryMs: REPORT_EVERY_MS,
    inFlight: 4,
    slices: bodies.map(({ bytes: { length: sizeBytes } }, index) => ({
      key: `${index}`,
      sizeBytes,
      start: 0,
      end: sizeBytes,
    })),
    ...changes,
  };
  const remainingMs = () => limitMs - clock.now();
  const frames = await collect(
    work(request, { store: { read }, clock, requestId: 'r', remainingMs, ...(queue && { queue }) }),
  );
  expect(frames.at(-1)?.type).toBe('end');
  const mostMs = Math.min(limitMs, request.timeLimitMs ?? limitMs) + REPORT_EVERY_MS;
  expect(clock.now()).toBeLessThanOrEqual(mostMs);
  return frames.filter((frame): frame is Extract<WorkerFrame, { slice: number }> =>
    Object.hasOwn(frame, 'slice'),
  );
}

describe('a worker whose time is up', () => {
  it('says how far it has come, and nothing of failure', async () => {
    const frames = await workUntilTimeIsUp([{ bytes: TEXT, come: 2_000 }]);
    const count = expect.objectContaining(wcReference(TEXT.subarray(0, 2_000)));
    expect(frames).toEqual([
      expect.objectContaining({ type: 'checkpoint', next: { at: 2_000 }, format: 'plain', count }),
    ]);
  });

  it('has nothing to add when it has just said how far', async () => {
    const bytes = Buffer.concat([MEMBER, MEMBER]);
    const come = MEMBER.length + 20;
    for (const pauseMs of [0, REPORT_EVERY_MS]) {
      const frames = await workUntilTimeIsUp([{ bytes, come }], { pauseMs });
      expect(frames).toMatchObject([
        { type: 'checkpoint', next: { at: MEMBER.length }, count: wcReference(TEXT) },
      ]);
    }
  });

  it('says how far it has come within a member, for another to go on from there', async () => {
    const text = seededText(90_000);
    const bytes = gzipSync(text, { memLevel: 1 });
    const chunks = { bytes, come: bytes.length - 3_000, chunkBytes: 2_000 };
    const [frame, ...others] = await workUntilTimeIsUp([chunks]);
    expect(others).toEqual([]);
    if (frame?.type !== 'checkpoint') throw new Error(`it is ${frame?.type}`);
    const { at: start, decoderState = '' } = frame.next;
    expect(start).toBeGreaterThan(bytes.length / 3);
    const { bytes: counted } = frame.count;
    expect(frame.count).toMatchObject(wcReference(text.subarray(0, counted)));
    const slice = { key: '0', sizeBytes: bytes.length, end: bytes.length, format: 'gzip' };
    const slices = [{ ...slice, start, decoderState }];
    const rest = await workUntilTimeIsUp([{ bytes, come: bytes.length }], { slices });
    expect(rest).toMatchObject([{ type: 'count', start: frame.next, next: { at: bytes.length } }]);
    expect(joinCounts(frame.count, (rest[0] as typeof frame).count)).toMatchObject(
      wcReference(text),
    );
  });

  it('is not gone on with by the rule of the article, which counts objects whole', async () => {
    const bytes = gzipSync(seededText(90_000), { memLevel: 1 });
    const body = { bytes, come: bytes.length - 3_000, chunkBytes: 2_000 };
    const frames = await workUntilTimeIsUp([body], { words: 'article' });
    expect(frames).toMatchObject([{ type: 'failed', code: 'out-of-time', retryable: false }]);
  });

  it('tells what cannot be divided, and had all the time there is, from what can', async () => {
    const frames = await workUntilTimeIsUp([{ bytes: MEMBER, come: MEMBER.length - 10 }]);
    expect(frames).toMatchObject([{ type: 'failed', code: 'out-of-time', retryable: false }]);
  });

  it('gives back without a word what nothing came of', async () => {
    expect(await workUntilTimeIsUp([{ bytes: TEXT, come: 0 }])).toEqual([]);
    expect(await workUntilTimeIsUp([{ bytes: MEMBER, come: 0 }])).toEqual([]);
  });

  it('gives back without a word what cannot be divided and had to share the time', async () => {
    const stuck = { bytes: MEMBER, come: 50 };
    const frames = await workUntilTimeIsUp([stuck, { bytes: TEXT, come: TEXT.length }, stuck]);
    expect(frames).toMatchObject([{ type: 'count', slice: 1 }]);
  });

  it('gives it back too if another thread counted at the same time', async () => {
    const stuck = { bytes: MEMBER, come: 50 };
    const shared = { inFlight: 1, queue: createSliceQueue() };
    expect(await workUntilTimeIsUp([stuck, stuck], shared)).toEqual([]);
  });

  it('begins nothing any more', async () => {
    const [stuck, sound] = [
      { bytes: MEMBER, come: 50 },
      { bytes: TEXT, come: TEXT.length },
    ];
    const frames = await workUntilTimeIsUp([stuck, sound, sound], { inFlight: 1 });
    expect(frames).toMatchObject([{ type: 'failed', slice: 0, code: 'out-of-time' }]);
  });

  it('has said before what others should count', async () => {
    const frames = await workUntilTimeIsUp([{ bytes: TEXT, come: 500 }], { sliceBytes: 1_000 });
    expect(frames).toMatchObject([
      { type: 'split', starts: [1_000, 2_000], format: 'plain' },
      { type: 'checkpoint', next: { at: 500 } },
    ]);
  });
});

describe('a worker with a time limit of its own', () => {
  const timeLimitMs = 300;

  it('says then how far it has come, and nothing of failure', async () => {
    const frames = await workUntilTimeIsUp([{ bytes: TEXT, come: 2_000 }], { timeLimitMs });
    const count = expect.objectContaining(wcReference(TEXT.subarray(0, 2_000)));
    expect(frames.at(-1)).toMatchObject({ type: 'checkpoint', next: { at: 2_000 }, count });
  });

  it('gives back without a word what it cannot say how far it is with', async () => {
    const stuck = { bytes: MEMBER, come: MEMBER.length - 10 };
    expect(await workUntilTimeIsUp([stuck], { timeLimitMs, inFlight: 1 })).toEqual([]);
    const { length: sizeBytes } = MEMBER;
    const sought = { key: '0', sizeBytes, start: 20, end: sizeBytes, format: 'gzip', seek: '' };
    expect(await workUntilTimeIsUp([stuck], { timeLimitMs, slices: [sought] })).toEqual([]);
  });

  it('has no more time than its function', async () => {
    const asked = { timeLimitMs, limitMs: 100 };
    const frames = await workUntilTimeIsUp([{ bytes: TEXT, come: 2_000 }], asked);
    expect(frames).toMatchObject([{ type: 'checkpoint', next: { at: 2_000 } }]);
  });

  it('counts what it can in that time', async () => {
    const sound = { bytes: TEXT, come: TEXT.length };
    const frames = await workUntilTimeIsUp([sound, sound], { timeLimitMs });
    expect(frames.map(({ type }) => type)).toEqual(['count', 'count']);
  });
});
