// zstd with the decoder that the running Node has, held to the reference command.

import * as zlib from 'node:zlib';
import { zstd } from '../../../src/formats/zstd/zstd.ts';
import { seededText } from '../../support/seeded.ts';
import {
  rawBlock,
  repeatedBlock,
  seekTable,
  skippableFrame,
  storedFrame,
  zstdFixture,
  zstdFrame,
} from '../../support/zstd-bytes.ts';
import { type DecoderTarget, decoderTarget } from '../decoder-target.ts';
import { commandReference } from '../reference-command.ts';
import { seekTarget } from '../seek-target.ts';

const refer = commandReference('zstd', 25);

const inputs: Pick<DecoderTarget, 'name' | 'format' | 'seeds' | 'tokens'> = {
  name: 'zstd',
  format: zstd,
  seeds: () => {
    const frames = [1, 2, 3].map((seed) => storedFrame(seededText(200, seed), 90));
    const table = seekTable(frames.map((frame) => [frame.length, 200]));
    const fixtures = ['level-1', 'level-19', 'long-window', 'part', 'pzstd', 'dictionary'];
    return [
      ...fixtures.map((name) => zstdFixture(`${name}.zst`)),
      zstdFrame([rawBlock(seededText(100), false), repeatedBlock(97, 1_000, true)], { window: 8 }),
      Buffer.concat([...frames, table]),
      Buffer.concat([skippableFrame(seededText(40)), zstdFixture('part.zst')]),
    ];
  },
  tokens: [
    Buffer.of(0x28, 0xb5, 0x2f, 0xfd),
    Buffer.of(0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0),
    Buffer.of(0xb1, 0xea, 0x92, 0x8f),
  ],
};

/** libzstd's `corruption_detected`. */
const CORRUPTION = /libzstd's error 20\)$/;

export const zstdTarget = decoderTarget({
  ...inputs,
  ...(refer && { refer }),
  // libzstd for 64 bits, as the command and newer Nodes have it, passes over bits at the end of literals
  // that RFC 8878 (section 4.2.2) has for damage.
  strictOf: ({ message }) => !('createZstdDecompress' in zlib) && CORRUPTION.test(message),
});

export const seekZstdTarget = seekTarget({ ...inputs, hints: [''] });
