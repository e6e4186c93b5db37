// Sound contents of made-up objects: every format, in units of every size, each with the text that it
// stands for by how it was made.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { blockedGzip } from '../support/blocked-gzip.ts';
import {
  craftFalseMagics,
  craftHiddenFile,
  craftManyBlocks,
  STREAMS,
  THREE_BLOCKS,
} from '../support/bzip2-samples.ts';
import { gzipMember } from '../support/gzip-bytes.ts';
import { legacyFrame, lz4Frame } from '../support/lz4-bytes.ts';
import { seededBytes, seededText } from '../support/seeded.ts';
import {
  fixtureLines,
  seekTable,
  skippableFrame,
  storedFrame,
  zstdFixture,
} from '../support/zstd-bytes.ts';

export interface SoundSample {
  readonly name: string;
  /** The format's promise in a name. */
  readonly extension: string;
  readonly encoded: Buffer;
  readonly text: Buffer;
}

const TEXT = seededText(30_000);

/** Text that no format makes much smaller, in lines. */
const NOISE = Buffer.from(
  (
    seededBytes(90_000)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n'),
);

export function makeSoundSamples(): SoundSample[] {
  return [
    ...plainSamples(),
    ...gzipSamples(),
    ...bzip2Samples(),
    ...zstdSamples(),
    ...lz4Samples(),
  ];
}

function sample(name: string, extension: string, encoded: Buffer, text = encoded): SoundSample {
  return { name, extension, encoded, text };
}

function plainSamples(): SoundSample[] {
  const texts: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    'one byte': Buffer.from('x'),
    'one newline': Buffer.from('\n'),
    'two words': Buffer.from('two words'),
    'a line': TEXT.subarray(0, 64),
    'a kilobyte': TEXT.subarray(0, 1_000),
    'a kilobyte and one': TEXT.subarray(0, 1_001),
    lines: TEXT,
    'one long word': Buffer.alloc(5_000, 'word'),
    'nothing but spaces': Buffer.alloc(3_000, ' \n\t'),
    'a short word, many times': Buffer.from('ab '.repeat(3_000)),
    'characters of several bytes': Buffer.from('naïve 日本語 🎉\r\n'.repeat(300)),
    noise: NOISE.subarray(0, 60_000),
  };
  return Object.entries(texts).map(([name, text]) => sample(`plain: ${name}`, '.log', text));
}

function inParts(text: Buffer, bytes: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0, n = 0; at < text.length; n += 1) {
    const length = bytes[n % bytes.length] as number;
    parts.push(text.subarray(at, at + length));
    at += length;
  }
  return parts;
}

/** Long enough for slices that begin and end at blocks while their neighbours are still counted. */
function longMembers(): SoundSample[] {
  const lines = seededText(250_000, 3);
  const mixed = Buffer.concat([
    lines.subarray(0, 90_000),
    seededBytes(30_000),
    Buffer.alloc(60_000, 'ab c\n'),
    lines.subarray(90_000, 180_000),
  ]);
  const make = (name: string, texts: readonly Buffer[], memLevel: number) => {
    const encoded = Buffer.concat(texts.map((text) => gzipSync(text, { memLevel })));
    return sample(`gzip: ${name}`, '.gz', encoded, Buffer.concat(texts));
  };
  return [
    make('one member of hundreds of blocks', [lines], 2),
    make('one member of dozens of blocks', [lines], 5),
    make('one member of many kinds of blocks', [mixed], 4),
    make('long members and short ones', [lines, TEXT.subarray(0, 500), mixed, TEXT], 3),
  ];
}

function gzipSamples(): SoundSample[] {
  const make = (name: string, parts: readonly Buffer[], text = Buffer.concat(parts)) =>
    sample(`gzip: ${name}`, '.gz', Buffer.concat(parts.map((part) => gzipSync(part))), text);
  const inner = blockedGzip(TEXT.subarray(0, 9_000), 1_000);
  const holding = Buffer.concat([
    gzipMember(TEXT),
    gzipMember(inner, { level: 0 }),
    gzipMember(TEXT),
  ]);
  return [
    make('empty', [Buffer.alloc(0)]),
    make('one byte', [TEXT.subarray(0, 1)]),
    make('one small member', [TEXT.subarray(0, 500)]),
    make('one member', [TEXT]),
    make('one member of noise', [NOISE]),
    sample('gzip: one member of small blocks', '.gz', gzipSync(TEXT, { memLevel: 1 }), TEXT),
    sample('gzip: one long member', '.gz', gzipSync(NOISE, { memLevel: 3 }), NOISE),
    sample(
      'gzip: two long members',
      '.gz',
      Buffer.concat([gzipSync(TEXT, { memLevel: 2 }), gzipSync(NOISE, { memLevel: 4 })]),
      Buffer.concat([TEXT, NOISE]),
    ),
    ...longMembers(),
    make('a small member and a big one', [TEXT.subarray(0, 300), NOISE.subarray(0, 40_000)]),
    make('a big member and a small one', [NOISE.subarray(0, 40_000), TEXT.subarray(0, 300)]),
    make('two members', [TEXT.subarray(0, 15_000), TEXT.subarray(15_000)]),
    make('many members', inParts(TEXT, [2_000])),
    make('members of many sizes', inParts(NOISE, [200, 9_000, 1, 3_000, 20_000])),
    make('empty members between', [Buffer.alloc(0), TEXT, Buffer.alloc(0), TEXT, Buffer.alloc(0)]),
    sample(
      'gzip: padded',
      '.gz',
      Buffer.concat([gzipSync(TEXT), Buffer.alloc(600), gzipSync(TEXT), Buffer.alloc(40)]),
      Buffer.concat([TEXT, TEXT]),
    ),
    sample('gzip: members that hold members', '.gz', holding, Buffer.concat([TEXT, inner, TEXT])),
    sample(
      'gzip: headers with everything',
      '.gz',
      Buffer.concat(
        inParts(TEXT, [4_000]).map((part) =>
          gzipMember(part, {
            extra: Buffer.from('XX\x03\0abc', 'latin1'),
            name: 'name',
            comment: 'a comment',
            headerChecksum: true,
          }),
        ),
      ),
      TEXT,
    ),
    sample('gzip: BGZF', '.gz', blockedGzip(TEXT, 1_500), TEXT),
    sample('gzip: BGZF of large blocks', '.gz', blockedGzip(NOISE, 20_000), NOISE),
    sample('gzip: an empty BGZF', '.gz', blockedGzip(Buffer.alloc(0), 1_000), Buffer.alloc(0)),
  ];
}

function bzip2Samples(): SoundSample[] {
  const samples = {
    'three blocks': THREE_BLOCKS,
    streams: STREAMS,
    'many blocks': craftManyBlocks(),
    'false magics': craftFalseMagics(),
    'a file within': craftHiddenFile(),
  };
  return Object.entries(samples).map(([name, { encoded, text }]) =>
    sample(`bzip2: ${name}`, '.bz2', encoded, text),
  );
}

function zstdSamples(): SoundSample[] {
  const make = (name: string, parts: readonly Buffer[], text: Buffer) =>
    sample(`zstd: ${name}`, '.zst', Buffer.concat(parts), text);
  const part = zstdFixture('part.txt');
  const frames = inParts(NOISE, [3_000, 500, 8_000]);
  const stored = frames.map((text) => storedFrame(text, 2_000));
  const table = seekTable(stored.map((frame, n) => [frame.length, frames[n]?.length ?? 0]));
  const compressed = Array.from({ length: 6 }, () => zstdFixture('part.zst'));
  return [
    make('one frame', [zstdFixture('part.zst')], part),
    make('blocks', [zstdFixture('level-1.zst')], fixtureLines()),
    make('no checksum', [zstdFixture('level-19.zst')], fixtureLines()),
    make('pzstd', [zstdFixture('pzstd.zst')], fixtureLines()),
    make(
      'many frames of pzstd',
      Array(3).fill(zstdFixture('pzstd.zst')),
      repeat(fixtureLines(), 3),
    ),
    make('an empty frame', [storedFrame(Buffer.alloc(0))], Buffer.alloc(0)),
    make('many frames', compressed, repeat(part, 6)),
    make('stored frames', stored, NOISE),
    make(
      'a small frame and a big one',
      [storedFrame(TEXT.subarray(0, 200)), storedFrame(NOISE)],
      Buffer.concat([TEXT.subarray(0, 200), NOISE]),
    ),
    make('seekable', [...stored, table], NOISE),
    make(
      'skippable frames between',
      stored.flatMap((frame) => [frame, skippableFrame(TEXT.subarray(0, 100))]),
      NOISE,
    ),
    make('a skippable frame before', [skippableFrame(TEXT.subarray(0, 12)), ...stored], NOISE),
    make(
      'a long skippable frame before',
      [skippableFrame(TEXT.subarray(0, 3_000)), ...stored],
      NOISE,
    ),
  ];
}

function lz4Samples(): SoundSample[] {
  const make = (name: string, parts: readonly Buffer[], text: Buffer) =>
    sample(`lz4: ${name}`, '.lz4', Buffer.concat(parts), text);
  const fixture = (name: string) =>
    readFileSync(new URL(`../fixtures/lz4/${name}`, import.meta.url));
  const log = fixture('access.log');
  const small = inParts(TEXT, [1_500]);
  const mixed = inParts(Buffer.concat([TEXT, NOISE.subarray(0, 20_000)]), [3_000, 10, 7_000]);
  const noise = inParts(NOISE.subarray(0, 12_000), [12_000]);
  const checked = { hasContentChecksum: true };
  return [
    make('by default', [fixture('default.lz4')], log),
    make('blocks with checksums', [fixture('blocks.lz4')], log),
    make('linked blocks', [fixture('linked.lz4')], log),
    make('legacy', [fixture('legacy.lz4')], log),
    make('empty', [lz4Frame([])], Buffer.alloc(0)),
    make('independent blocks', [lz4Frame(small)], TEXT),
    make('independent blocks, checked', [lz4Frame(small, checked)], TEXT),
    make(
      'blocks that are not full',
      [lz4Frame(mixed, { hasBlockChecksums: true })],
      Buffer.concat(mixed),
    ),
    make('linked blocks, checked', [lz4Frame(small, { ...checked, isLinked: true })], TEXT),
    make(
      'full blocks',
      [lz4Frame([...inParts(repeat(NOISE, 2), [65_536])], checked)],
      repeat(NOISE, 2),
    ),
    make(
      'four frames',
      Array(4).fill(lz4Frame(noise, checked)),
      repeat(NOISE.subarray(0, 12_000), 4),
    ),
    make(
      'four frames of linked blocks',
      Array(4).fill(lz4Frame(small.slice(0, 5), { isLinked: true })),
      repeat(Buffer.concat(small.slice(0, 5)), 4),
    ),
    make(
      'frames of many kinds',
      [
        lz4Frame(small, checked),
        skippableFrame(TEXT.subarray(0, 50)),
        legacyFrame([TEXT]),
        lz4Frame(small, { isLinked: true }),
      ],
      repeat(TEXT, 3),
    ),
    make('a skippable frame before', [skippableFrame(TEXT.subarray(0, 10)), lz4Frame(small)], TEXT),
    make(
      'a long skippable frame before',
      [skippableFrame(TEXT.subarray(0, 500)), lz4Frame(small)],
      TEXT,
    ),
  ];
}

function repeat(text: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => text));
}
