import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReceiveBuffer } from '../../../src/aws/object-requests/receive-buffer.ts';

type Step = { readonly receive: number } | { readonly take: number };

test('bytes are taken as they were received, and stay until the next are taken', () => {
  const received = fc.record({ receive: fc.oneof(fc.nat(40_000), fc.constant(16_384)) });
  /** Bytes that are taken are given back by so many hundredths. */
  const taken = fc.record({ take: fc.oneof(fc.constant(0), fc.nat(100)) });
  fc.assert(
    fc.property(fc.array(fc.oneof(received, taken), { maxLength: 200 }), (steps: Step[]) => {
      const buffer = new ReceiveBuffer();
      let received = 0;
      let taken = 0;
      /** The last bytes that were taken, and the number of the first of them. */
      let last: { readonly bytes: Uint8Array; readonly from: number } | undefined;
      for (const step of steps) {
        if ('receive' in step) {
          // Node is given a new place for each read, and may fill a part of it.
          const space = buffer.space();
          const bytes = Math.min(step.receive, space.length);
          for (let i = 0; i < bytes; i += 1) space[i] = valueAt(received + i);
          buffer.received(bytes);
          received += bytes;
        } else {
          const bytes = buffer.take();
          last = bytes && { bytes, from: taken };
          expect(bytes?.length ?? 0).toBeLessThanOrEqual(received - taken);
          if (!bytes) expect(taken).toBe(received);
          const givenBack = Math.floor(((bytes?.length ?? 0) * step.take) / 100);
          buffer.giveBack(givenBack);
          taken += (bytes?.length ?? 0) - givenBack;
        }
        const { bytes = new Uint8Array(0), from = 0 } = last ?? {};
        expect(bytes.findIndex((value, i) => value !== valueAt(from + i))).toBe(-1);
        expect(buffer.isEmpty).toBe(taken === received);
      }
    }),
    { numRuns: 200 },
  );
});

test('it says when it has enough, and keeps what comes nevertheless', () => {
  const buffer = new ReceiveBuffer();
  const receive = () => {
    const space = buffer.space();
    space.fill(1);
    buffer.received(space.length);
  };
  receive();
  expect(buffer.isFull).toBe(true);
  for (let i = 0; i < 9; i += 1) receive();
  let bytes = 0;
  for (let next = buffer.take(); next; next = buffer.take()) bytes += next.length;
  expect(bytes).toBe(10 * 128 * 1024);
  expect(buffer.isFull).toBe(false);
});

function valueAt(i: number): number {
  return (i * 31 + (i >> 8)) & 0xff;
}
