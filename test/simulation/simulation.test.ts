// Some seeds of the simulation (docs/simulation.md): no promise is broken, and a seed repeats exactly.

import './synchronous-decoding.ts';
import { expect, it } from 'vitest';
import { commandOf } from './command-line.ts';
import { modeOf } from './plan.ts';
import { addReached, REACHED_NOTHING } from './reached.ts';
import { makeSamples } from './samples.ts';
import { settleSdk } from './sdk-setting.ts';
import { tryCase } from './shrink.ts';

/** CI asks for few of them, because it simulates them and more by the command. */
const SEEDS = Number(process.env.SIMULATED_SEEDS ?? 200);

settleSdk();
const samples = await makeSamples();

it('keeps every promise, whatever goes wrong', { timeout: 600_000 }, async () => {
  const failures: string[] = [];
  let reached = REACHED_NOTHING;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const which = { seed, mode: modeOf(seed), omitted: {} };
    const { violations, outcome } = await tryCase(which, samples);
    reached = addReached(reached, outcome);
    failures.push(
      ...violations.map(({ code, message }) => `${commandOf(which)}\n${code}: ${message}`),
    );
  }
  expect(failures).toEqual([]);
  // Otherwise it would say nothing about second workers and guesses.
  expect(reached.hedged).toBeGreaterThan(SEEDS / 40);
  expect(reached.seconds).toBeGreaterThan(SEEDS / 40);
  expect(reached.limited).toBeGreaterThanOrEqual(Math.floor(SEEDS / 50));
  expect(reached.confirmedGuesses).toBeGreaterThanOrEqual(Math.floor(SEEDS / 50));
});

it.each([2, 7, 33])('repeats a seed exactly: %d', async (seed) => {
  const which = { seed, mode: modeOf(seed), omitted: {} };
  const first = await tryCase(which, samples);
  // Traces of another seed make no difference.
  await tryCase({ ...which, seed: seed + 1 }, samples);
  const second = await tryCase(which, samples);
  expect(second.outcome.hash).toBe(first.outcome.hash);
});
