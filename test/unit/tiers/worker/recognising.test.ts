// Slices whose reads fail before their format is known, or soon after: nothing is decided by an error.

import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../../src/errors/read-error.ts';
import type { ByteSource } from '../../../../src/formats/byte-cursor.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../../../src/protocol/request.ts';
import { DEFAULT_RETRY } from '../../../../src/scatter/scatter.ts';
import { countSlice } from '../../../../src/tiers/worker/count-slice.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { inChunks, thenThrow } from '../../../fixtures/byte-sources.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { finishCascade, startCascade } from '../../../support/cascading.ts';
import { collect } from '../../../support/collect.ts';
import { KINDS, type ObjectOfKind } from '../../../support/kinds-of-objects.ts';
import { wcReference } from '../../../support/reference-counts.ts';
import { seededRandom } from '../../../support/seeded.ts';

const LOST = new ReadError('read-failed', 'lost', { retryable: true });
const SLICE_BYTES = 100;
const PATIENT = {
  ...DEFAULT_RETRY,
  maxAttempts: { ...DEFAULT_RETRY.maxAttempts, failure: 30 },
};

/** All that is said of an object, of which each read is given by `open`. */
async function countAs({ encoded }: ObjectOfKind, open: (at: number) => ByteSource) {
  const told: string[] = [];
  const sizeBytes = encoded.length;
  const counted = await countSlice(
    { key: 'object', sizeBytes, start: 0, end: sizeBytes },
    {
      words: 'wc',
      sliceBytes: SLICE_BYTES,
      open,
      readBytes: async () => {
        throw LOST;
      },
      wantsPart: () => true,
      onPart: (_, about) => told.push(about.format, ...(about.remark ? [about.remark] : [])),
      onSplit: ({ format }) => told.push(format),
    },
  );
  return { ...counted, told };
}

describe.each(Object.keys(KINDS))('%s', (kind) => {
  const object = KINDS[kind] as ObjectOfKind;
  const { encoded, text, format } = object;

  it('is not taken for anything else where its read fails', async () => {
    const last = Math.min(encoded.length, 3_200);
    const lengths = [...Array(last).keys()].filter((at) => at < 200 || at % 37 === 0);
    for (const length of [...lengths, last]) {
      for (const size of [1, 50]) {
        const open = (at: number) =>
          thenThrow(encoded.subarray(at, Math.max(at, length)), LOST, size);
        const counted = await countAs(object, open);
        const context = `${length} bytes in chunks of ${size}`;
        // Its index can't be read either, so that nothing is ever counted but what was cut off.
        expect([format, undefined], context).toContain(counted.format);
        expect(new Set([format, ...counted.told]), context).toEqual(new Set([format]));
        if (counted.fault === undefined) continue;
        expect(counted.resumable?.about.remark, context).toBeUndefined();
        if (counted.format === undefined) {
          expect(counted.fault, context).toMatchObject({ code: 'read-failed', retryable: true });
          expect(counted.count.bytes, context).toBe(0);
        }
      }
    }
  });

  it('is not taken for anything else where the time is up', async () => {
    for (const chunks of [0, 1, 2, 3, 10, 31, 32, 33, 70, 100]) {
      let read = 0;
      const store = {
        async *read(_: unknown, start: number, end: number) {
          for (const chunk of inChunks(encoded.subarray(start, end), 1)) {
            read += 1;
            yield chunk;
          }
        },
      };
      const slice = { key: 'object', sizeBytes: encoded.length, start: 0, end: encoded.length };
      const request: WorkerRequest = {
        protocol: PROTOCOL_VERSION,
        source: { kind: 'directory', path: '/' },
        words: 'wc',
        reportEveryMs: 100,
        inFlight: 4,
        sliceBytes: SLICE_BYTES,
        slices: [slice, slice],
      };
      const remainingMs = () => chunks * 2 - read;
      const ports = { store, clock: createVirtualClock(), requestId: 'w', remainingMs };
      for (const frame of await collect(work(request, ports))) {
        if (frame.type === 'split' || frame.type === 'checkpoint')
          expect(frame.format).toBe(format);
        // Two slices share the time, so that what is begun is given back.
        if (frame.type === 'failed') expect(frame.code).not.toBe('read-failed');
      }
    }
  });

  it('is counted after all, however often its reads fail', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = seededRandom(seed);
      let faults = 5;
      const read = async function* (_: unknown, start: number, end: number) {
        let left = faults > 0 ? Math.floor(random() * 80) : Number.POSITIVE_INFINITY;
        faults -= 1;
        for (const chunk of inChunks(encoded.subarray(start, end), 1 + Math.floor(random() * 60))) {
          if (left < chunk.length) throw LOST;
          left -= chunk.length;
          yield chunk;
        }
      };
      const clock = createVirtualClock();
      const sliceBytes = 64 + Math.floor(random() * encoded.length);
      const { settled } = await finishCascade(
        startCascade(
          [{ key: 'object', sizeBytes: encoded.length }],
          (request) => work(request, { store: { read }, clock, requestId: 'w' }),
          {
            ...(seed % 3 > 0 && { sliceBytes }),
            workers: 3,
            retry: PATIENT,
          },
        ),
      );
      if (text)
        expect(settled, `${seed}`).toMatchObject([{ type: 'object', count: wcReference(text) }]);
      else expect(settled, `${seed}`).toMatchObject([{ type: 'failed', count: { bytes: 0 } }]);
    }
  });
});
