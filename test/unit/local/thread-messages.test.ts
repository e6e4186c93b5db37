import { describe, expect, it } from 'vitest';
import {
  packAnswer,
  packTask,
  unpackAnswer,
  unpackTask,
} from '../../../src/local/thread-messages.ts';
import type { WorkerFrame } from '../../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type Slice, type WorkerRequest } from '../../../src/protocol/request.ts';
import { countFrame, countOf, END, HELLO, sliceFailedFrame } from '../../support/frames.ts';

const REQUEST: Omit<WorkerRequest, 'slices'> = {
  protocol: PROTOCOL_VERSION,
  source: { kind: 'directory', path: '/data' },
  words: 'wc',
  reportEveryMs: 200,
  inFlight: 4,
  sliceBytes: 1_000,
};

const SLICE: Slice = { key: 'k', sizeBytes: 100, start: 0, end: 100 };

/** As a message leaves its thread and comes to the other. */
function throughThreads(slices: readonly Slice[]) {
  return unpackTask(structuredClone(packTask({ ...REQUEST, slices: [...slices] }, 'id')));
}

function answered(frames: readonly WorkerFrame[]): readonly WorkerFrame[] {
  return unpackAnswer(structuredClone(packAnswer(frames)));
}

describe('a task', () => {
  it.each([
    ['none of what is rare', [SLICE, { ...SLICE, key: 'other' }]],
    ['an entity tag', [{ ...SLICE, etag: '"t"' }]],
    ['where it begins, and how', [{ ...SLICE, start: 5, format: 'bzip2', decoderState: '3' }]],
    ['what to seek, be it empty', [{ ...SLICE, format: 'gzip', seek: '' }, SLICE]],
    [
      'all of it, each in another slice',
      [
        SLICE,
        { ...SLICE, decoderState: '1' },
        { ...SLICE, seek: 'bgzf' },
        { ...SLICE, format: 'plain' },
      ],
    ],
    ['no slices', []],
  ])('comes as it was sent: with %s', (_, slices) => {
    const { request, requestId } = throughThreads(slices);
    expect(request).toStrictEqual({ ...REQUEST, slices });
    expect(requestId).toBe('id');
  });
});

describe('an answer', () => {
  const place = { at: 7, decoderState: '3' };
  const reached: WorkerFrame = {
    type: 'checkpoint',
    slice: 2,
    count: countOf(3),
    start: { at: 1 },
    next: place,
    format: 'bzip2',
    ms: 1.5,
  };
  const frames: readonly WorkerFrame[] = [
    HELLO,
    countFrame(0, 1),
    countFrame(1, 2),
    { type: 'split', slice: 2, starts: [10, 20], format: 'gzip', seek: '' },
    reached,
    { ...countFrame(2, 4), next: place },
    { ...countFrame(3, 4), start: null },
    { ...countFrame(4, 5), start: place, next: { at: 9 } },
    countFrame(5, 6, { start: 40, end: 70 }),
    { ...countFrame(6, 6), remark: 'not-as-named' },
    countFrame(7, 8),
    { ...sliceFailedFrame(8, { words: 3 }), start: place },
    { type: 'heartbeat', readingBytes: 10 },
    END,
  ];

  it('arrives as sent, in order', () => {
    expect(answered(frames)).toStrictEqual(frames);
    for (const frame of frames) expect(answered([frame])).toStrictEqual([frame]);
    expect(answered([])).toEqual([]);
  });

  it('packs plain counts into one array', () => {
    const counts = Array.from({ length: 100 }, (_, index) => countFrame(index, index));
    expect(packAnswer(counts)).toHaveLength(1);
    expect(answered(counts)).toStrictEqual(counts);
  });

  it('keeps the positions of plain counts up to the largest safe integers', () => {
    const far = 2 ** 53 - 1;
    const counts = Array.from({ length: 100 }, (_, index) => {
      const count = countFrame(index, index, { start: index * 10, end: far - index });
      return { ...count, ms: index / 3 };
    });
    expect(packAnswer(counts)).toHaveLength(1);
    expect(answered(counts)).toStrictEqual(counts);
  });

  it.each([
    ['that begins nowhere', { start: null }],
    ['that begins in a way of its own', { start: place }],
    ['whose neighbour begins in a way of its own', { next: place }],
    ['with a remark', { remark: 'not-as-named' }],
  ])('has a count %s by itself', (_, about) => {
    const odd = { ...countFrame(1, 2), ...about };
    const counts = [countFrame(0, 1), odd, countFrame(2, 3)];
    const packed = packAnswer(counts);
    expect(packed).toHaveLength(3);
    expect(packed[1]).toStrictEqual(odd);
    expect(answered(counts)).toStrictEqual(counts);
  });
});
