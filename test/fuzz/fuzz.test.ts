// A short run of each fuzz target; `npm run fuzz` takes longer ones.

import { expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { fuzzInProcess } from './fuzz-in-process.ts';
import { TARGETS } from './targets/targets.ts';

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

test.each(TARGETS.map(({ name }) => name))('%s holds whatever it is given', async (target) => {
  const order = { target, seed: 1, limits: { inputs: INPUTS[target] ?? 0 }, given: [] };
  const { faults, figures } = await fuzzInProcess(order, createTemporaryFolder());
  expect(faults).toEqual([]);
  expect(figures?.inputs).toBe(INPUTS[target]);
});
