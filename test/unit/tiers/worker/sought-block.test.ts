// Slices that begin at a block within a gzip member, of which nobody knows what comes before it.

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../../src/errors/read-error.ts';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import type { WorkerFrame } from '../../../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../../../src/protocol/request.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { collect } from '../../../support/collect.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { randomCopies } from '../../../support/random-copies.ts';
import { seededText } from '../../../support/seeded.ts';

const TEXT = seededText(400_000);
const MEMBER = gzipSync(TEXT, { memLevel: 2 });
const [START, END] = [10_000, 90_000];

interface Conditions {
  /** After so many chunks of 1,000 bytes the time is up. */
  readonly chunks?: number;
  /** After so many the read fails. */
  readonly failsAfter?: number;
  readonly end?: number;
}

/** The first block of the member from a byte on. */
async function seekBlock(from: number): Promise<{ at: number; bit: number }> {
  const cursor = new ByteCursor([MEMBER.subarray(from)], from);
  const { at = 0, decoderState } = (await gzip.seek?.(cursor, MEMBER.length, 'deflate')) ?? {};
  return { at, bit: Number(decoderState) };
}

/** A worker's frames about the slice, without those that begin and end its answer. */
async function count(encoded: Uint8Array, conditions: Conditions = {}): Promise<WorkerFrame[]> {
  const { chunks = Number.POSITIVE_INFINITY, end = END } = conditions;
  const { failsAfter = Number.POSITIVE_INFINITY } = conditions;
  const store = createMemoryStore({ object: encoded });
  let read = 0;
  const counting = {
    async *read(...args: Parameters<typeof store.read>) {
      for await (const chunk of store.read(...args)) {
        if (read === failsAfter) throw new ReadError('read-failed', 'lost', { retryable: true });
        read += 1;
        yield chunk;
      }
    },
  };
  const slice = { key: 'object', sizeBytes: encoded.length, start: START, end };
  const request: WorkerRequest = {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: '/' },
    words: 'wc',
    reportEveryMs: 1,
    inFlight: 4,
    slices: [{ ...slice, format: 'gzip', seek: 'deflate' }],
  };
  const remainingMs = () => chunks - read;
  const clock = createVirtualClock();
  const frames = work(request, { store: counting, clock, requestId: 'w', remainingMs });
  const types = ['hello', 'heartbeat', 'end'];
  return (await collect(frames)).filter(({ type }) => !types.includes(type));
}

const NONE = [{ type: 'count', start: null, next: { at: END } }];

describe('a slice that begins at a block', () => {
  it('is counted under a condition, up to the first block behind it', async () => {
    const frames = await count(MEMBER);
    expect(frames).toMatchObject([{ type: 'count', conditional: expect.any(String) }]);
    const [{ start, next }] = frames as [Extract<WorkerFrame, { type: 'count' }>];
    expect(start?.at).toBeGreaterThanOrEqual(START);
    expect(start?.decoderState).toMatch(/^[0-7]$/);
    expect(next.at).toBeGreaterThanOrEqual(END);
    expect(next.decoderState).toMatch(/^[0-7]$/);
  });

  it.each([
    ['its time is up', { chunks: 60 }],
    ['it can be read no further', { failsAfter: 60 }],
  ])('ends at the last block that it passed where %s', async (_, conditions) => {
    const frames = await count(MEMBER, conditions);
    expect(frames).toMatchObject([{ type: 'count', conditional: expect.any(String) }]);
    const [{ start, next }] = frames as [Extract<WorkerFrame, { type: 'count' }>];
    expect(next.at).toBeGreaterThan(start?.at ?? 0);
    expect(next.at).toBeLessThan(END);
  });

  it('is left to its neighbour where a worker has too little time for it', async () => {
    expect(await count(MEMBER, { chunks: 2 })).toMatchObject(NONE);
  });

  it('is left to its neighbour where it is damaged, however far it came', async () => {
    const damaged = Buffer.from(MEMBER);
    // There is no type of blocks of which both bits are set.
    const { at, bit } = await seekBlock(70_000);
    damaged.writeUInt16LE(damaged.readUInt16LE(at) | (0b110 << bit), at);
    expect(await count(damaged)).toMatchObject(NONE);
    expect(await count(MEMBER.subarray(0, 80_000))).toMatchObject(NONE);
  });

  it('is left to its neighbour where too much depends on what comes before it', async () => {
    const encoded = gzipSync(randomCopies(1_500_000));
    const end = encoded.length - 1;
    expect(await count(encoded, { end })).toMatchObject([
      { type: 'count', start: null, next: { at: end } },
    ]);
  });

  it('is told of while it goes on, once its member has ended', async () => {
    const members = Buffer.concat([MEMBER.subarray(0), gzipSync(TEXT, { memLevel: 2 })]);
    const from = MEMBER.length - 30_000;
    const shifted = Buffer.concat([members.subarray(from - START)]);
    const frames = await count(shifted, { chunks: 60 });
    expect(frames[0]).toMatchObject({ type: 'checkpoint', conditional: expect.any(String) });
    expect(frames.slice(1).every((frame) => !('conditional' in frame))).toBe(true);
  });
});
