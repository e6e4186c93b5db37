import { describe, expect, it } from 'vitest';
import { parseCascadeFrame, parseWorkerFrame } from '../../../src/protocol/frame.ts';

const COUNT = { bytes: 3, lines: 1, words: 2, startsInWord: true, endsInWord: false };
const TALLY = { bytes: 3, lines: 1, words: 2 };
const PLACE = { at: 100, decoderState: '5' };
const PLACES = { start: { at: 10 }, next: PLACE };
const FAULT = { code: 'vanished', message: 'm', retryable: false };

const STATE = {
  format: 'gzip',
  ms: 1.5,
  verifiedUpTo: PLACE,
  sinceFault: COUNT,
  tally: TALLY,
  pieces: 2,
  spans: [
    { start: 0, end: 10 },
    {
      start: 10,
      end: 20,
      seek: '',
      counted: {
        firstUnit: 'none',
        next: PLACE,
        count: COUNT,
        pieces: 1,
        isClosed: true,
        fault: FAULT,
      },
    },
  ],
};

const SHARED = [
  { type: 'hello', protocol: 1, version: '0.1.0', requestId: 'r' },
  { type: 'heartbeat', readingBytes: 0 },
  { type: 'end' },
];
const WORKER_FRAMES = [
  ...SHARED,
  { type: 'count', slice: 0, ...PLACES, count: COUNT, ms: 1.25 },
  { type: 'count', slice: 0, ...PLACES, count: COUNT, ms: 1, remark: 'not-as-named' },
  { type: 'count', slice: 0, ...PLACES, count: COUNT, ms: 1, start: null },
  { type: 'checkpoint', slice: 1, ...PLACES, count: COUNT, ms: 1, format: 'plain' },
  { type: 'checkpoint', slice: 1, ...PLACES, count: COUNT, ms: 1, format: 'bzip2', remark: 'r' },
  { type: 'split', slice: 1, starts: [100, 200], format: 'plain' },
  { type: 'split', slice: 1, starts: [], format: 'gzip', seek: '' },
  { type: 'failed', slice: 1, ...FAULT, ms: 1 },
  { type: 'failed', slice: 1, ...FAULT, ms: 1, count: COUNT, start: PLACE },
];
const CASCADE_FRAMES = [
  ...SHARED,
  { type: 'object', object: 0, count: TALLY, ms: 1, pieces: 1 },
  { type: 'object', object: 0, count: TALLY, ms: 1, pieces: 2, remark: 'not-as-named' },
  {
    type: 'sum',
    ranges: [
      [0, 2],
      [4, 4],
    ],
    count: TALLY,
    slowest: [{ object: 1, ms: 2 }],
  },
  { type: 'sum', ranges: [], count: TALLY, slowest: [] },
  { type: 'failed', object: 0, ...FAULT, ms: 1 },
  { type: 'failed', object: 0, ...FAULT, ms: 1, count: TALLY },
  { type: 'object-checkpoint', object: 0, number: 1, state: STATE },
  { type: 'retried', code: 'worker-died', message: 'm', ranges: [[0, 3]] },
  { type: 'retried', code: 'unstreamed', message: 'm', ranges: [] },
  { type: 'launched', invocation: 0 },
  { type: 'refused', invocation: 0 },
  { type: 'worker-billed', invocation: 0 },
  {
    type: 'worker-billed',
    invocation: 1,
    requestId: 'r',
    durationMs: 1.5,
    billedMs: 2,
    initMs: 0.5,
    memoryMb: 128,
    memoryUsedMb: 64,
  },
];

describe.each([
  ['worker', parseWorkerFrame, WORKER_FRAMES],
  ['cascade', parseCascadeFrame, CASCADE_FRAMES],
] as const)('the frames of a %s', (_, parse, frames) => {
  it('are taken as they are', () => {
    for (const frame of frames) expect(parse(frame)).toEqual(frame);
  });

  it('may have fields that a later version adds, which are left out', () => {
    for (const frame of frames) expect(parse({ ...frame, later: { a: 1 } })).toEqual(frame);
  });

  it('are refused without any of the fields that they must have', () => {
    const optional = [
      'remark',
      'seek',
      'requestId',
      'durationMs',
      'billedMs',
      'initMs',
      'memoryMb',
      'memoryUsedMb',
    ];
    for (const frame of frames) {
      for (const field of Object.keys(frame)) {
        const isOptional =
          (optional.includes(field) && frame.type !== 'hello') ||
          (['count', 'start'].includes(field) && frame.type === 'failed');
        const { [field]: _, ...rest } = frame as Record<string, unknown>;
        if (isOptional) expect(parse(rest)).toEqual(rest);
        else expect(() => parse(rest), `${frame.type} without ${field}`).toThrow();
      }
    }
  });

  it('are refused with a field of another type', () => {
    for (const frame of frames) {
      for (const field of Object.keys(frame)) {
        const wrong = { ...frame, [field]: Symbol('wrong') };
        expect(() => parse(wrong), `${frame.type}.${field}`).toThrow();
      }
    }
  });

  it('are refused with a negative number', () => {
    for (const frame of frames) {
      for (const [field, value] of Object.entries(frame)) {
        if (typeof value !== 'number') continue;
        expect(() => parse({ ...frame, [field]: -15 }), `${frame.type}.${field}`).toThrow();
      }
    }
  });

  it('are refused when there is no such type', () => {
    for (const value of [{ type: 'later' }, {}, null, undefined, 1, 'end', [], [{ type: 'end' }]]) {
      expect(() => parse(value)).toThrow();
    }
  });
});

describe('places in frames', () => {
  const reached = { type: 'checkpoint', slice: 0, ...PLACES, count: COUNT, ms: 1, format: 'plain' };
  const count = { type: 'count', slice: 0, ...PLACES, count: COUNT, ms: 1 };
  const cut = { type: 'split', slice: 0, format: 'plain', starts: [1, 2] };

  it.each([-1, 0.5, 2 ** 53, '1', null, undefined])('are refused at %s', (at) => {
    for (const frame of [reached, count]) {
      expect(() => parseWorkerFrame({ ...frame, next: { at } })).toThrow();
      expect(() => parseWorkerFrame({ ...frame, start: { at } })).toThrow();
    }
    expect(() => parseWorkerFrame({ ...cut, starts: [1, at] })).toThrow();
    for (const frame of [reached, count, cut]) expect(parseWorkerFrame(frame)).toEqual(frame);
  });

  it('are refused where something must have been reached but was not', () => {
    for (const field of ['start', 'next']) {
      expect(() => parseWorkerFrame({ ...reached, [field]: null })).toThrow();
    }
    expect(() => parseWorkerFrame({ ...count, next: null })).toThrow();
  });
});

describe('states of divided objects', () => {
  it.each([
    ['without spans', { spans: [] }],
    ['of which nothing is left to count', { spans: STATE.spans.slice(1) }],
    ['with a place that is none', { verifiedUpTo: { at: -1 } }],
    ['without a count', { sinceFault: undefined }],
  ])('are refused %s', (_, changes) => {
    const state = { ...STATE, ...changes };
    expect(() =>
      parseCascadeFrame({ type: 'object-checkpoint', object: 0, number: 1, state }),
    ).toThrow();
  });
});

describe('numbers in frames', () => {
  const slice = { type: 'count', slice: 0, ...PLACES, count: COUNT, ms: 1 };
  const object = { type: 'object', object: 0, count: TALLY, ms: 1, pieces: 1 };

  it.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null])(
    'are refused as counts when they are %s',
    (bytes) => {
      const counts = [
        { ...slice, count: { ...COUNT, bytes } },
        { ...object, count: { ...TALLY, bytes } },
      ];
      expect(() => parseWorkerFrame(counts[0])).toThrow();
      expect(() => parseCascadeFrame(counts[1])).toThrow();
    },
  );

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('are refused as times when %s', (ms) => {
    expect(() => parseWorkerFrame({ ...slice, ms })).toThrow();
    expect(() => parseCascadeFrame({ ...object, ms })).toThrow();
  });

  it('are taken as counts up to the last whole number that is exact', () => {
    const count = { ...COUNT, bytes: 2 ** 53 - 1 };
    expect(parseWorkerFrame({ ...slice, count })).toEqual({ ...slice, count });
  });
});

it('a frame of one tier is refused from the other, and a bill of the caller from both', () => {
  for (const frame of WORKER_FRAMES.filter(({ type }) =>
    ['count', 'checkpoint', 'split'].includes(type),
  ))
    expect(() => parseCascadeFrame(frame)).toThrow();
  for (const frame of CASCADE_FRAMES.filter(({ type }) =>
    ['retried', 'worker-billed'].includes(type),
  ))
    expect(() => parseWorkerFrame(frame)).toThrow();
  for (const parse of [parseCascadeFrame, parseWorkerFrame]) {
    expect(() => parse({ type: 'billed', billedMs: 1 })).toThrow();
  }
});
