// The properties of each format's seeker, whatever bytes it looks through.

import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { Format } from '../../src/formats/format.ts';
import type { Position } from '../../src/formats/position.ts';
import { inChunks, inReusedMemory } from '../fixtures/byte-sources.ts';
import { decodeInSlices } from '../support/decode-in-slices.ts';
import { splitHintOf } from '../support/recognition.ts';
import { codeOf, type DecoderTarget, sizeClass } from './decoder-target.ts';
import { type FuzzTarget, hold } from './fuzz-target.ts';
import { below, pick, type Random } from './mutate.ts';
import { KEPT_BYTES, runDecoder } from './run-decoder.ts';

interface SeekTarget extends Pick<DecoderTarget, 'name' | 'format' | 'seeds' | 'tokens'> {
  /** Besides the one that the input's head gives. */
  readonly hints: readonly string[];
}

export function seekTarget({ name, format, seeds, tokens, hints }: SeekTarget): FuzzTarget {
  return {
    name: `seek-${name}`,
    seeds,
    tokens,
    async run(input, random) {
      const own = await splitHintOf(input);
      const hint = own !== undefined && random() < 0.8 ? own : pick(random, hints);
      const found = await seekTwice(format, input, hint, random);
      await checkIndex(format, input);
      const whole = await runDecoder(format, [input]);
      if (whole.isCut || whole.bytes > KEPT_BYTES) return 'large';
      const isSame = await checkSlices(format, input, hint, random);
      return `${codeOf(whole)} ${found} ${isSame} ${sizeClass(whole.places.length)}`;
    },
  };
}

/** The place is within bounds, and the same however the bytes come. */
async function seekTwice(format: Format, input: Uint8Array, hint: string, random: Random) {
  const start = below(random, input.length + 1);
  const before = start + below(random, input.length - start + 10);
  const rest = input.subarray(start);
  const chunkBytes = 1 + below(random, 3_000);
  const places: (Position | undefined)[] = [];
  for (const source of [inChunks(rest, input.length + 1), inReusedMemory(rest, chunkBytes)]) {
    const cursor = new ByteCursor(source, start);
    const place = await format.seek?.(cursor, before, hint);
    if (place) {
      hold(place.at >= start && place.at < before, `found at ${place.at}, not in bounds`);
      hold(cursor.position === place.at, `the cursor is at ${cursor.position}, not ${place.at}`);
    }
    places.push(place);
  }
  const [one, other] = places.map((place) => JSON.stringify(place));
  hold(one === other, `found ${one} at once, ${other} in chunks of ${chunkBytes}`);
  return one !== undefined;
}

async function checkIndex(format: Format, input: Uint8Array): Promise<void> {
  const read = async (start: number, end: number) => input.subarray(start, end);
  const places = await format.readIndex?.(input.length, read);
  for (const [n, place] of (places ?? []).entries()) {
    hold(place >= 0 && place < input.length, `the index has ${place}, which is not in the object`);
    hold(n === 0 || place > (places?.[n - 1] ?? 0), 'the index is not in ascending order');
  }
}

/** Slices give what the whole does, wherever it is cut; but no checksum over more than a slice. */
async function checkSlices(
  format: Format,
  input: Uint8Array,
  hint: string,
  random: Random,
): Promise<string> {
  const cuts = Array.from({ length: 1 + below(random, 3) }, () => below(random, input.length));
  const ascending = [...new Set(cuts)].filter((cut) => cut > 0).sort((a, b) => a - b);
  const whole = await decodeInSlices(format, input, [], hint);
  const sliced = await decodeInSlices(format, input, ascending, hint);
  const common = Math.min(whole.bytes.length, sliced.bytes.length);
  hold(
    whole.bytes.subarray(0, common).equals(sliced.bytes.subarray(0, common)),
    `cut at ${ascending} it gives other bytes`,
  );
  const isUnchecked = whole.code === 'bad-checksum' && sliced.code !== whole.code;
  hold(
    sliced.code === whole.code || isUnchecked,
    `cut at ${ascending} ${sliced.code}, in one piece ${whole.code}`,
  );
  // Without care an error may take bytes with it, in either case.
  const isSame = sliced.bytes.length === whole.bytes.length;
  hold(isSame || whole.code !== undefined, `cut at ${ascending} it gives other bytes`);
  return `${sizeClass(sliced.recounts)} ${sizeClass(sliced.believed)}`;
}
