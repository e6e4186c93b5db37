// Parts of members that are decoded without what comes before them, against the text that they stand for.

import { crc32, deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Count, EMPTY_COUNT, joinCounts } from '../../../../src/counting/count.ts';
import { createScalarCounter } from '../../../../src/counting/create-counter.ts';
import type { DecodeError } from '../../../../src/errors/decode-error.ts';
import { ByteCursor } from '../../../../src/formats/byte-cursor.ts';
import type { Condition, ResolvedSpan } from '../../../../src/formats/format.ts';
import { gzip } from '../../../../src/formats/gzip/gzip.ts';
import { readMemberPart, writeMemberPart } from '../../../../src/formats/gzip/member-part.ts';
import { readMemberState, writeMemberState } from '../../../../src/formats/gzip/member-state.ts';
import type { Position } from '../../../../src/formats/position.ts';
import { inReusedMemory } from '../../../fixtures/byte-sources.ts';
import { decodingInto } from '../../../fixtures/decode.ts';
import { newInflater } from '../../../support/inflate-in-pieces.ts';
import { randomCopies } from '../../../support/random-copies.ts';
import { checkProperty, seededBytes, seededRandom, seededText } from '../../../support/seeded.ts';

const HEADER_BYTES = 10;
const WINDOW_BYTES = 32 * 1024;

type Rule = 'wc' | 'identifier';

const TEXTS: Readonly<Record<string, Buffer>> = {
  lines: seededText(500_000),
  'what forgets what came before': Buffer.concat([
    seededText(150_000),
    seededBytes(50_000),
    seededText(150_000, 2),
  ]),
  'a short period': Buffer.concat([
    seededText(60_000),
    Buffer.alloc(200_000, 'ab c\n'),
    seededText(60_000),
  ]),
};

interface Block extends Position {
  /** How many bytes of the text come before it. */
  readonly decoded: number;
}

/** The blocks of a member but its first, with the state that a decoder has there. */
function blocksOf(member: Buffer, text: Buffer): Block[] {
  const blocks: Block[] = [];
  const inflater = newInflater();
  let decoded = 0;
  inflater.begin();
  inflater.push(
    member.subarray(HEADER_BYTES),
    (chunk) => {
      decoded += chunk.length;
    },
    (bits) => {
      const before = text.subarray(0, decoded);
      const window = before.subarray(-WINDOW_BYTES);
      const [checksum, length] = [crc32(before), decoded];
      const decoderState = writeMemberState({ bit: bits % 8, checksum, length, window });
      blocks.push({ at: HEADER_BYTES + Math.floor(bits / 8), decoderState, decoded });
      return true;
    },
  );
  return blocks;
}

/** A block as it is found: nothing is known of it but its bit. */
function soughtAt({ at, decoderState = '' }: Position): Position {
  return { at, decoderState: decoderState.slice(0, 1) };
}

interface DecodedPart {
  readonly count: Count;
  readonly start: Position;
  readonly next: Position;
  readonly conditional: string;
}

function countOf(bytes: Uint8Array, rule: Rule): Count {
  const counter = createScalarCounter(rule);
  counter.update(bytes);
  return bytes.length === 0 ? EMPTY_COUNT : counter.count();
}

async function decodePart(
  encoded: Buffer,
  start: Position,
  end: number,
  words: Rule = 'wc',
): Promise<DecodedPart> {
  const source = inReusedMemory(encoded.subarray(start.at), 5_000);
  const cursor = new ByteCursor(source, start.at);
  const known: Buffer[] = [];
  let condition: Condition | undefined;
  let next: Position | undefined;
  const stop = (position: Position) => {
    next = position;
    return position.at < end;
  };
  const decoding = {
    ...decodingInto((chunk) => known.push(Buffer.from(chunk))),
    words,
    end: () => end,
    pass: stop,
    reach: stop,
    suppose(given: Condition) {
      condition = given;
    },
  };
  await gzip.decode(cursor, decoding, start.decoderState);
  await cursor.close();
  const conditional = condition?.text();
  if (conditional === undefined) throw new Error('there is no condition');
  const place = next && next.at >= end ? { ...next } : { at: cursor.position };
  return { count: countOf(Buffer.concat(known), words), start, next: place, conditional };
}

function resolve(part: DecodedPart, place: Position, words: Rule = 'wc'): ResolvedSpan | undefined {
  const resolved = gzip.resolve?.(part, place, words);
  return resolved && { ...resolved, count: joinCounts(resolved.count, part.count) };
}

describe.each(Object.entries(TEXTS))('a part of a member of %s', (_, text) => {
  const member = gzipSync(text, { memLevel: 5 });
  const blocks = blocksOf(member, text);

  it.each(['wc', 'identifier'] as const)('comes to what the text does, by %s', async (rule) => {
    const random = seededRandom();
    for (let n = 0; n < 12; n += 1) {
      const first = Math.floor(random() * blocks.length);
      const last = first + 1 + Math.floor(random() * (blocks.length - first - 1));
      const [from, to] = [blocks[first], blocks[last]] as [Block, Block | undefined];
      if (!to) continue;
      const part = await decodePart(member, soughtAt(from), to.at, rule);
      // Blocks that nobody could find are passed over.
      const end = blocks.find(({ at }) => at === part.next.at) ?? { decoded: text.length };
      const resolved = resolve(part, from, rule);
      expect(resolved?.count).toEqual(countOf(text.subarray(from.decoded, end.decoded), rule));
      if (!('at' in end)) continue;
      expect(part.next).toEqual(soughtAt(end));
      expect(resolved?.next.at).toBe(end.at);
      expect(readMemberState(resolved?.next.decoderState ?? '')).toEqual(
        readMemberState(end.decoderState ?? ''),
      );
    }
  });

  it('verifies the trailer', async () => {
    const from = blocks[1] as Block;
    const part = await decodePart(member, soughtAt(from), Number.POSITIVE_INFINITY);
    expect(part.next).toEqual({ at: member.length });
    expect(resolve(part, from)?.count).toEqual(countOf(text.subarray(from.decoded), 'wc'));
    for (const at of [member.length - 8, member.length - 4]) {
      const damaged = Buffer.from(member);
      damaged[at] = (damaged[at] as number) ^ 1;
      const wrong = await decodePart(damaged, soughtAt(from), Number.POSITIVE_INFINITY);
      expect(resolve(wrong, from)).toBeUndefined();
    }
  });

  it('goes on with the members behind it', async () => {
    const from = blocks[1] as Block;
    const more = seededText(5_000, 4);
    const encoded = Buffer.concat([member, gzipSync(more), gzipSync(more)]);
    const part = await decodePart(encoded, soughtAt(from), encoded.length);
    const all = Buffer.concat([text.subarray(from.decoded), more, more]);
    expect(resolve(part, from)).toEqual({
      count: countOf(all, 'wc'),
      next: { at: encoded.length },
    });
  });

  it('is not resolved with any other place', async () => {
    const from = blocks[2] as Block;
    const part = await decodePart(member, soughtAt(from), Number.POSITIVE_INFINITY);
    const state = readMemberState(from.decoderState ?? '');
    const other = (changes: Partial<typeof state>) => {
      return { at: from.at, decoderState: writeMemberState({ ...state, ...changes }) };
    };
    expect(resolve(part, other({}))).toBeDefined();
    expect(resolve(part, { ...from, at: from.at + 1 })).toBeUndefined();
    expect(resolve(part, { at: from.at })).toBeUndefined();
    expect(resolve(part, { at: from.at, decoderState: 'none' })).toBeUndefined();
    expect(resolve(part, other({ bit: (state.bit + 1) % 8 }))).toBeUndefined();
    expect(resolve(part, other({ checksum: state.checksum ^ 1 }))).toBeUndefined();
    expect(resolve(part, other({ length: state.length + 1 }))).toBeUndefined();
  });
});

describe('the text of a part', () => {
  const text = TEXTS.lines as Buffer;
  const member = gzipSync(text, { memLevel: 5 });
  const blocks = blocksOf(member, text);
  const from = blocks[3] as Block;

  it.each([
    ['at a block', (blocks[9] as Block).at],
    ['with the member', Number.POSITIVE_INFINITY],
  ])('is read as it was written, where it ends %s', async (_, end) => {
    const { conditional } = await decodePart(member, soughtAt(from), end);
    const part = readMemberPart(conditional);
    expect(part && writeMemberPart(part)).toBe(conditional);
    expect(conditional.length).toBeLessThan(200_000);
  });

  it('does no harm, whatever it is', async () => {
    const part = await decodePart(member, soughtAt(from), (blocks[9] as Block).at);
    const bytes = inflateRawSync(Buffer.from(part.conditional, 'base64'));
    const mutated = fc.tuple(
      fc.nat(bytes.length - 1),
      fc.uint8Array({ maxLength: 12 }),
      fc.nat(20),
    );
    let read = 0;
    await checkProperty(
      fc.property(mutated, ([at, inserted, left]) => {
        const changed = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + left)]);
        const conditional = deflateRawSync(changed).toString('base64');
        if (readMemberPart(conditional)) read += 1;
        const resolved = gzip.resolve?.({ ...part, conditional }, from, 'wc');
        if (!resolved) return;
        const { count, next } = resolved;
        expect(count.lines).toBeLessThanOrEqual(count.bytes);
        expect(count.words).toBeLessThanOrEqual(count.bytes);
        expect(next.at).toBe(part.next.at);
      }),
      300,
    );
    expect(read).toBeGreaterThan(0);
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['not deflated', Buffer.from('some text').toString('base64')],
    ['too few numbers', deflateRawSync(Buffer.alloc(5)).toString('base64')],
    ['too many numbers', deflateRawSync(Buffer.alloc(100_000)).toString('base64')],
    ['a number without an end', deflateRawSync(Buffer.alloc(90, 0x80)).toString('base64')],
    ['gigabytes of zeros', deflateRawSync(Buffer.alloc(50_000_000)).toString('base64')],
    ['too long', 'A'.repeat(2_000_000)],
  ])('is refused if it is %s', (_, conditional) => {
    expect(readMemberPart(conditional)).toBeUndefined();
    const span = { start: soughtAt(from), next: { at: from.at + 9 }, conditional };
    expect(gzip.resolve?.(span, from, 'wc')).toBeUndefined();
  });
});

it('a part of which too much depends on what comes before it is not decoded', async () => {
  const text = randomCopies(1_500_000);
  const member = gzipSync(text);
  const from = blocksOf(member, text).find(({ decoded }) => decoded > 100_000) as Block;
  const code = await decodePart(member, soughtAt(from), Number.POSITIVE_INFINITY).then(
    ({ conditional }) => conditional.length,
    (error: DecodeError) => error.code,
  );
  expect(code).toBe('corrupt');
});
