// The reader of frames: lines of JSON in chunks, and what they say.

import { isDeepStrictEqual } from 'node:util';
import { ValiError } from 'valibot';
import { parseCascadeFrame, parseWorkerFrame } from '../../../src/protocol/frame.ts';
import { decodeLines, encodeLine } from '../../../src/protocol/ndjson.ts';
import { inReusedMemory } from '../../fixtures/byte-sources.ts';
import {
  checkpointFrame,
  countFrame,
  END,
  failedFrame,
  HELLO,
  objectCheckpointFrame,
  objectFrame,
  sliceFailedFrame,
  sumFrame,
} from '../../support/frames.ts';
import { type FuzzTarget, hold } from '../fuzz-target.ts';
import { below } from '../mutate.ts';

const WORKER = [
  HELLO,
  { type: 'split', slice: 0, starts: [10, 20], format: 'bzip2', seek: '' },
  checkpointFrame(0, 3, { start: { at: 0 }, next: { at: 5, decoderState: '3' } }),
  countFrame(0, 7),
  sliceFailedFrame(1, { words: 2 }),
  { type: 'heartbeat', readingBytes: 12, storeRequests: 3 },
  END,
];

const CASCADE = [
  HELLO,
  { type: 'launched', invocation: 0 },
  { type: 'refused', invocation: 0 },
  objectFrame(1, 4),
  sumFrame([[2, 5]], 9),
  failedFrame(6, { words: 1 }),
  objectCheckpointFrame(7, 30),
  { type: 'retried', code: 'throttled', message: 'm', ranges: [[1, 2]] },
  { type: 'worker-billed', invocation: 0, billedMs: 5, memoryMb: 512, architecture: 'arm64' },
  END,
];

const toText = (frames: readonly unknown[]) => Buffer.from(frames.map(encodeLine).join(''));

export const framesTarget: FuzzTarget = {
  name: 'frames',
  seeds: () => [
    toText(WORKER),
    toText(CASCADE),
    ...[...WORKER, ...CASCADE].map((frame) => toText([frame])),
  ],
  tokens: ['\n', '\r\n', '{', '}', '[', ']', '"', '\\u0000', 'null', 'true', '-1', '1e999', '0.5']
    .concat(
      '9007199254740993',
      '"__proto__":',
      '"type":',
      '"decoderState":',
      '"spans":',
      '1e-7',
      ':-0',
      '[[[',
    )
    .map((token) => Buffer.from(token)),
  async run(input, random) {
    const expected = readSlowly(input);
    const { values, error } = await read(input, 1 + below(random, 300));
    hold(error === undefined || error instanceof SyntaxError, `no SyntaxError: ${error}`);
    hold((error !== undefined) === expected.isBroken, `broken: ${expected.isBroken}, but ${error}`);
    hold(isDeepStrictEqual(values, expected.values), 'the values are not those of the lines');
    return values.map(validate).sort().join(' ');
  },
};

async function read(input: Uint8Array, chunkBytes: number) {
  const values: unknown[] = [];
  try {
    for await (const list of decodeLines(inReusedMemory(input, chunkBytes))) values.push(...list);
    return { values, error: undefined };
  } catch (error) {
    return { values, error };
  }
}

/** The rule of ndjson: whole lines, each of them JSON. */
function readSlowly(input: Uint8Array): { values: unknown[]; isBroken: boolean } {
  const lines: number[][] = [[]];
  for (const byte of input) {
    if (byte === 10) lines.push([]);
    else lines.at(-1)?.push(byte);
  }
  const values: unknown[] = [];
  for (const line of lines.slice(0, -1)) {
    if (line.length === 0) continue;
    try {
      values.push(JSON.parse(Buffer.from(line).toString()));
    } catch {
      return { values, isBroken: true };
    }
  }
  return { values, isBroken: false };
}

/** A value is refused as it should be, or a frame that says the same when it is sent on. */
function validate(value: unknown): string {
  return [parseWorkerFrame, parseCascadeFrame]
    .map((parse) => {
      try {
        const frame = parse(value);
        hold(
          isDeepStrictEqual(parse(JSON.parse(encodeLine(frame))), withPlainZeros(frame)),
          'it changes on its way',
        );
        for (const number of numbersIn(frame)) {
          hold(number >= 0 && number <= Number.MAX_VALUE, `${number} is no measure of anything`);
        }
        return frame.type;
      } catch (error) {
        hold(error instanceof ValiError, `no ValiError: ${error}`);
        return error.issues[0].path?.map(({ key }: { key: unknown }) => key).join('.') ?? '';
      }
    })
    .join('/');
}

/** JSON may have -0, which is sent on as the 0 that it is. */
function withPlainZeros(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withPlainZeros);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withPlainZeros(member)]),
  );
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}
