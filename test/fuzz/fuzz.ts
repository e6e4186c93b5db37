// npm run fuzz -- TARGET [--seconds N] [--inputs N] [--seed S] [--found FOLDER] [FILE...]
//
// Gives a target damaged inputs until the time is up, and keeps those with which something does not
// hold. With files it runs these as they are. Without a target it runs all of them, one by one.

import { parseArgs } from 'node:util';
import { fuzzInProcess } from './fuzz-in-process.ts';
import type { FuzzFigures } from './fuzz-process.ts';
import { TARGETS } from './targets/targets.ts';

const DEFAULT_SECONDS = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    found: { type: 'string', default: 'fuzz-found' },
  },
});

const [wanted, ...given] = positionals;
const names = TARGETS.map(({ name }) => name).filter((name) => (wanted ?? name) === name);
if (names.length === 0) throw new Error(`The targets are ${TARGETS.map(({ name }) => name)}.`);
const { seconds, inputs, seed, found } = values;
const limits = {
  ...(inputs !== undefined && { inputs: Number(inputs) }),
  ...((seconds !== undefined || inputs === undefined) && {
    seconds: Number(seconds ?? DEFAULT_SECONDS),
  }),
};
let faults = 0;
for (const target of names) {
  const order = { target, seed: Number(seed), limits, given };
  const result = await fuzzInProcess(order, found);
  for (const { error, file } of result.faults) {
    say(`${target}: ${error}\n  npm run fuzz -- ${target} ${file}`);
  }
  if (result.figures) say(`${target}: ${describe(result.figures)}`);
  faults += result.faults.length;
}
process.exitCode = faults > 0 ? 1 : 0;

function describe({ inputs, seconds, kinds, slowestMs, peakRssMb }: FuzzFigures): string {
  return (
    `${inputs} inputs in ${seconds.toFixed(0)} s, ${kinds} kinds, ` +
    `${slowestMs.toFixed(0)} ms for the slowest, ${peakRssMb.toFixed(0)} MB at the most`
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
