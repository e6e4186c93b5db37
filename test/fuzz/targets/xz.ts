// xz, held to the reference command.

import { xz } from '../../../src/formats/xz/xz.ts';
import { formatFixture } from '../../support/format-fixture.ts';
import { seededText } from '../../support/seeded.ts';
import { hasXzCommand, runXz } from '../../support/xz-command.ts';
import { decoderTarget } from '../decoder-target.ts';
import { commandReference } from '../reference-command.ts';

const refer = commandReference('xz', 25);

const OPTIONS = [['--check=none'], ['--check=crc32', '-0'], ['--block-size=500'], ['-9e']];

export const xzTarget = decoderTarget({
  name: 'xz',
  format: xz,
  seeds: () => {
    const fixture = formatFixture('a.log.xz');
    const made = hasXzCommand ? OPTIONS.map((options) => runXz(options, seededText(1_500))) : [];
    return [fixture, Buffer.concat([fixture, Buffer.alloc(8), fixture]), ...made];
  },
  tokens: [Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), Buffer.from('YZ'), Buffer.alloc(4)],
  ...(refer && { refer }),
  // XZ Embedded may find damage sooner in a short piece, and later in a long one.
  slackBytes: Number.POSITIVE_INFINITY,
  // It passes over the first byte of LZMA data, which says nothing.
  isLenient: () => true,
});
