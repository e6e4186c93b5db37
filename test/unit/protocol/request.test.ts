import { describe, expect, it } from 'vitest';
import {
  type CascadeRequest,
  PROTOCOL_VERSION,
  parseCascadeRequest,
  parseWorkerRequest,
  type WorkerRequest,
} from '../../../src/protocol/request.ts';

const COMMON = {
  protocol: PROTOCOL_VERSION,
  source: { kind: 'directory', path: '/data' },
  words: 'wc',
  reportEveryMs: 200,
  inFlight: 4,
} as const;
const WORKER: WorkerRequest = {
  ...COMMON,
  slices: [
    { key: 'a', sizeBytes: 10, etag: '"tag"', start: 0, end: 10 },
    { key: 'lone \udcff', sizeBytes: 0, start: 0, end: 0 },
  ],
};
const CASCADE: CascadeRequest = {
  ...COMMON,
  objects: [
    { key: 'a', sizeBytes: 10, etag: '"tag"' },
    { key: '', sizeBytes: 0 },
  ],
  perObject: true,
  workers: 2,
  maxTaskSlices: 500,
};

describe.each([
  ['worker', parseWorkerRequest, WORKER],
  ['cascade', parseCascadeRequest, CASCADE],
] as const)('a request to the %s', (_, parse, request) => {
  it('is taken as it is', () => {
    expect(parse(request)).toEqual(request);
    expect(parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
  });

  it('may have fields that a later version adds', () => {
    expect(parse({ ...request, later: true })).toEqual(request);
  });

  it('is refused without any of its fields', () => {
    for (const field of Object.keys(request)) {
      const { [field]: _, ...rest } = request as Record<string, unknown>;
      expect(() => parse(rest), field).toThrow();
    }
  });

  it('is refused in another version of the protocol', () => {
    expect(() => parse({ ...request, protocol: PROTOCOL_VERSION + 1 })).toThrow();
  });

  it('is refused for an unknown rule or source', () => {
    expect(() => parse({ ...request, words: 'lines' })).toThrow();
    expect(() => parse({ ...request, source: { kind: 'ftp', path: '/' } })).toThrow();
    expect(() => parse({ ...request, source: { kind: 's3' } })).toThrow();
  });

  it('may tell what all objects are taken for, which is plain text', () => {
    expect(parse({ ...request, as: 'plain' })).toEqual({ ...request, as: 'plain' });
    expect(() => parse({ ...request, as: 'gzip' })).toThrow();
  });

  it('is taken for a bucket', () => {
    for (const more of [{}, { region: 'eu-west-1' }, { requesterPays: true }]) {
      const source = { kind: 's3', bucket: 'b', ...more };
      expect(parse({ ...request, source }).source).toEqual(source);
    }
  });

  it('is refused when nothing may be in flight or reports would come without a pause', () => {
    expect(() => parse({ ...request, inFlight: 0 })).toThrow();
    expect(() => parse({ ...request, reportEveryMs: 0 })).toThrow();
  });
});

it('a slice may say where and how to begin', () => {
  const slice = { key: 'a', sizeBytes: 10, start: 2, end: 8, format: 'gzip' };
  for (const about of [{ decoderState: '5' }, { seek: '' }, { seek: 'hint', etag: '"t"' }]) {
    const request = { ...WORKER, slices: [{ ...slice, ...about }] };
    expect(parseWorkerRequest(request)).toEqual(request);
  }
});

it.each([0, -1, 0.5, '64K'])('slices of %s bytes are refused', (sliceBytes) => {
  expect(() => parseWorkerRequest({ ...WORKER, sliceBytes })).toThrow();
  expect(() => parseCascadeRequest({ ...CASCADE, sliceBytes })).toThrow();
  expect(parseCascadeRequest({ ...CASCADE, sliceBytes: 1 }).sliceBytes).toBe(1);
});

it('a slice or object with a wrong size is refused', () => {
  for (const sizeBytes of [-1, 1.5, '10']) {
    const objects = [{ key: 'a', sizeBytes }];
    const slices = [{ key: 'a', sizeBytes, start: 0, end: 10 }];
    expect(() => parseCascadeRequest({ ...CASCADE, objects })).toThrow();
    expect(() => parseWorkerRequest({ ...WORKER, slices })).toThrow();
  }
});
