import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPackageDecoder } from '../../src/formats/zstd/decoder.ts';
import { createZstd } from '../../src/formats/zstd/zstd.ts';
import { inChunks } from '../fixtures/byte-sources.ts';
import { decode } from '../fixtures/decode.ts';
import { flipBit } from '../support/flip-bit.ts';
import { node24Binary } from '../support/node24.ts';
import { seededBytes, seededText } from '../support/seeded.ts';
import {
  fixtureLines,
  repeatedBlock,
  skippableFrame,
  storedFrame,
  zstdFixture,
  zstdFrame,
} from '../support/zstd-bytes.ts';

interface Case {
  readonly encoded: Buffer;
  readonly chunkBytes?: number;
  readonly preserveOutputFrom?: number;
}

interface Outcome {
  readonly hash: string;
  readonly code?: string;
  readonly reached: readonly { readonly at: number; readonly decodedBytes: number }[];
}

/** The script for Node 24, where the format uses the built-in decoder. */
const PROGRAM = `
  const [{ zstd }, { decode }, { inChunks }] = await Promise.all(
    process.argv.slice(1).map((url) => import(url)),
  );
  const { createHash } = await import('node:crypto');
  const { json } = await import('node:stream/consumers');
  const outcomes = [];
  for (const { base64, chunkBytes, preserveOutputFrom } of await json(process.stdin)) {
    const source = inChunks(Buffer.from(base64, 'base64'), chunkBytes);
    const { bytes, code, reached } = await decode(zstd, source, { preserveOutputFrom });
    outcomes.push({ hash: createHash('sha1').update(bytes).digest('hex'), code, reached });
  }
  const { createZstdDecompress } = await import('node:zlib');
  console.log(JSON.stringify({ isBuiltIn: createZstdDecompress !== undefined, outcomes }));
`;

const MODULES = [
  '../../src/formats/zstd/zstd.ts',
  '../fixtures/decode.ts',
  '../fixtures/byte-sources.ts',
].map((path) => new URL(path, import.meta.url).href);

function decodeOnNode24(cases: readonly Case[]): readonly Outcome[] {
  const input = cases.map(({ encoded, chunkBytes = 65_536, preserveOutputFrom }) => ({
    base64: encoded.toString('base64'),
    chunkBytes,
    preserveOutputFrom,
  }));
  const flags = ['--no-warnings', '--input-type=module', '--eval', PROGRAM];
  const { stdout, stderr } = spawnSync(node24Binary(), [...flags, ...MODULES], {
    input: JSON.stringify(input),
    maxBuffer: 1e9,
  });
  expect(stderr.toString()).toBe('');
  const { isBuiltIn, outcomes } = JSON.parse(stdout.toString());
  expect(isBuiltIn).toBe(true);
  return outcomes;
}

async function decodeByPackage({
  encoded,
  chunkBytes = 65_536,
  preserveOutputFrom,
}: Case): Promise<Outcome> {
  const { bytes, code, reached } = await decode(
    createZstd(openPackageDecoder),
    inChunks(encoded, chunkBytes),
    preserveOutputFrom === undefined ? {} : { preserveOutputFrom },
  );
  return { hash: hashOf(bytes), ...(code !== undefined && { code }), reached };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

const part = zstdFixture('part.zst');
const partText = zstdFixture('part.txt');
const lines = zstdFixture('level-1.zst');
const mixed = Buffer.concat([seededText(500_000), seededBytes(300_000)]);
const repeated = [repeatedBlock(97, 100_000, false), repeatedBlock(98, 100_000, true)];

const sound: readonly (Case & { readonly text: Buffer })[] = [
  ...['level-1', 'level-19', 'long-window', 'pzstd'].flatMap((name) =>
    [1, 100, 65_536].map((chunkBytes) => ({
      encoded: zstdFixture(`${name}.zst`),
      chunkBytes,
      text: fixtureLines(),
    })),
  ),
  { encoded: storedFrame(mixed), chunkBytes: 1_000_000, text: mixed },
  { encoded: storedFrame(mixed, 900), text: mixed },
  {
    encoded: Buffer.concat(Array.from({ length: 500 }, () => part)),
    text: Buffer.concat(Array.from({ length: 500 }, () => partText)),
  },
  {
    encoded: Buffer.concat([
      part,
      skippableFrame(seededBytes(40)),
      storedFrame(Buffer.alloc(0)),
      part,
    ]),
    text: Buffer.concat([partText, partText]),
  },
  {
    encoded: zstdFrame(repeated, { window: (27 - 10) << 3 }),
    text: Buffer.concat([Buffer.alloc(100_000, 'a'), Buffer.alloc(100_000, 'b')]),
  },
];

const unsound: readonly Case[] = [
  ...Array.from({ length: 100 }, (_, index) => ({ encoded: lines.subarray(0, 1 + index * 9) })),
  { encoded: Buffer.concat([part, Buffer.from('garbage')]) },
  { encoded: Buffer.concat([part, zstdFixture('dictionary.zst')]) },
  { encoded: Buffer.concat([flipBit(lines, lines.length * 8 - 1), part]), preserveOutputFrom: 0 },
  { encoded: zstdFrame(repeated, { window: 0xff }) },
  { encoded: zstdFrame(repeated, { window: 0, contentBytes: 5 }) },
];

/** How a damaged block is found out depends on the machine that libzstd was compiled for. */
const damaged: readonly Case[] = Array.from({ length: 300 }, (_, index) => ({
  encoded: Buffer.concat([part, flipBit(index % 2 ? lines : part, 72 + index * 17), part]),
  ...(index % 3 === 0 && { preserveOutputFrom: 0 }),
}));

describe('the built-in decoder', () => {
  let outcomes: readonly Outcome[] = [];
  beforeAll(() => {
    outcomes = decodeOnNode24([...sound, ...unsound, ...damaged]);
  });

  it('decodes sound data', () => {
    for (const [index, { text }] of sound.entries()) {
      expect(outcomes[index]?.code).toBeUndefined();
      expect(outcomes[index]?.hash, `case ${index}`).toBe(hashOf(text));
    }
  });

  it('gives the same results as the package, with the same positions and faults', async () => {
    for (const [index, each] of [...sound, ...unsound].entries()) {
      expect(outcomes[index], `case ${index}`).toEqual(await decodeByPackage(each));
    }
  });

  it('reports damage', () => {
    const intact = [partText, fixtureLines()].map((text) =>
      hashOf(Buffer.concat([partText, text, partText])),
    );
    for (const { hash, code, reached } of outcomes.slice(sound.length + unsound.length)) {
      if (code === undefined) expect(intact).toContain(hash);
      else
        expect(code).toMatch(/^(truncated|corrupt|bad-checksum|trailing-garbage|too-much-memory)$/);
      expect(reached[0]).toEqual({ at: part.length, decodedBytes: partText.length });
    }
  });
});
