// bzip2, held to the reference command.

import { bzip2 } from '../../../src/formats/bzip2/bzip2.ts';
import { magicBits, packBits } from '../../support/bzip2-bytes.ts';
import {
  craftFalseMagics,
  craftHiddenFile,
  craftManyBlocks,
  readBzip2Fixture,
} from '../../support/bzip2-samples.ts';
import { type DecoderTarget, decoderTarget } from '../decoder-target.ts';
import { commandReference } from '../reference-command.ts';
import { seekTarget } from '../seek-target.ts';

const refer = commandReference('bzip2', 5);

const inputs: Pick<DecoderTarget, 'name' | 'format' | 'seeds' | 'tokens'> = {
  name: 'bzip2',
  format: bzip2,
  seeds: () => [
    readBzip2Fixture('streams'),
    readBzip2Fixture('three-blocks'),
    readBzip2Fixture('zeros'),
    craftManyBlocks(3, 4).encoded,
    craftManyBlocks(1, 2).encoded,
    craftFalseMagics().encoded,
    craftHiddenFile().encoded,
  ],
  tokens: [Buffer.from('BZh9'), packBits(magicBits('block')), packBits(magicBits('end'))],
};

export const bzip2Target = decoderTarget({
  ...inputs,
  ...(refer && { refer }),
  strictOf: ({ code }) => code === 'trailing-garbage',
});

export const seekBzip2Target = seekTarget({ ...inputs, hints: [''] });
