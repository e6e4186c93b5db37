// lz4, held to the reference command.

import { readFileSync } from 'node:fs';
import { lz4 } from '../../../src/formats/lz4/lz4.ts';
import { legacyFrame, lz4Frame, skippableFrame } from '../../support/lz4-bytes.ts';
import { seededBytes, seededText } from '../../support/seeded.ts';
import { type DecoderTarget, decoderTarget } from '../decoder-target.ts';
import { commandReference } from '../reference-command.ts';
import { seekTarget } from '../seek-target.ts';

const refer = commandReference('lz4', 50);

const inputs: Pick<DecoderTarget, 'name' | 'format' | 'seeds' | 'tokens'> = {
  name: 'lz4',
  format: lz4,
  seeds: () => {
    const texts = [seededText(500, 1), seededText(700, 2), seededBytes(100)];
    const fixtures = ['blocks', 'default', 'legacy', 'linked'];
    const folder = new URL('../../fixtures/lz4/', import.meta.url);
    return [
      ...fixtures.map((name) => readFileSync(new URL(`${name}.lz4`, folder))),
      lz4Frame(texts),
      lz4Frame(texts, { hasBlockChecksums: true, hasContentChecksum: true }),
      lz4Frame(texts, { isLinked: true, hasContentChecksum: true, hasContentSize: true }),
      lz4Frame([]),
      Buffer.concat([skippableFrame(seededText(40)), lz4Frame(texts), legacyFrame(texts)]),
      // Blocks that are full, as all but a frame's last one are.
      lz4Frame([seededText(65_536, 3), seededText(300, 4)]),
    ];
  },
  tokens: [
    Buffer.of(0x04, 0x22, 0x4d, 0x18),
    Buffer.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82),
    Buffer.of(0x02, 0x21, 0x4c, 0x18),
    Buffer.of(0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0),
    Buffer.alloc(4),
  ],
};

export const lz4Target = decoderTarget({
  ...inputs,
  ...(refer && { refer }),
  // The command wants five literals at a block's end. Only where a checksum follows does this decoder
  // find what breaks that rule.
  isLenient: hasUncheckedFrame,
});

const LEGACY_MAGIC = Buffer.of(0x02, 0x21, 0x4c, 0x18);
const MAGIC = Buffer.of(0x04, 0x22, 0x4d, 0x18);
const CHECKSUM_FLAGS = 0x14;

function hasUncheckedFrame(input: Uint8Array): boolean {
  const bytes = Buffer.from(input);
  if (bytes.includes(LEGACY_MAGIC)) return true;
  for (let at = bytes.indexOf(MAGIC); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if (((bytes[at + MAGIC.length] ?? 0) & CHECKSUM_FLAGS) === 0) return true;
  }
  return false;
}

export const seekLz4Target = seekTarget({ ...inputs, hints: [''] });
