// A short run of each fuzz target; `npm run fuzz` takes longer ones.

import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { TARGETS } from './targets/targets.ts';

const FUZZ = fileURLToPath(new URL('./fuzz.ts', import.meta.url));

/** As many as take a second or two. */
const INPUTS: Readonly<Record<string, number>> = {
  inflate: 6_000,
  gzip: 500,
  bzip2: 100,
  zstd: 500,
  lz4: 2_000,
  xz: 500,
  'seek-gzip': 700,
  'seek-bzip2': 200,
  'seek-zstd': 700,
  'seek-lz4': 4_000,
  frames: 6_000,
  events: 2_000,
};

test.each(TARGETS.map(({ name }) => name))('%s holds whatever it is given', async (name) => {
  const found = createTemporaryFolder();
  const options = ['--inputs', String(INPUTS[name]), '--found', found];
  const { stdout, exitCode } = await execa(
    process.execPath,
    ['--import', 'tsx', FUZZ, name, ...options],
    { reject: false },
  );
  expect(exitCode, stdout).toBe(0);
});
