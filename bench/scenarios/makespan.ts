// Measures how near the plan comes to the shortest possible time of as many workers, with sizes of all
// kinds. It is simulated, beside the 2015 article's plan of five keys a worker.

import { lambdaLimitsFor } from '../../src/engines/lambda-engine.ts';
import { createLocalEngine, FILES_IN_FLIGHT } from '../../src/engines/local-engine.ts';
import type { ListedObject } from '../../src/protocol/ports.ts';
import { createRandom } from '../../test/fixtures/sample-text.ts';
import { leastMs, type PlanLimits, simulateArticle, simulateRun } from '../makespan.ts';
import { renderTable } from '../report.ts';
import type { Goal } from './scenario.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Shape and minimum of the Pareto distribution, whose largest values are very large. */
const PARETO_SHAPE = 1.1;
const PARETO_BYTES = 4 * MIB;

/** The text is plain unless stated otherwise. */
const SETS: Readonly<Record<string, readonly ListedObject[]>> = {
  '1 of 2 GiB, 50 of 100 MiB, 10,000 of 20 KiB': shuffled(
    objects(1, 2 * GIB),
    objects(50, 100 * MIB),
    objects(10_000, 20 * KIB),
  ),
  '3,000 of 32 MiB': objects(3_000, 32 * MIB),
  '1 of 4 GiB, 1,000 of 2 KiB': shuffled(objects(1, 4 * GIB), objects(1_000, 2 * KIB)),
  '3,000 by Pareto, from 4 MiB up': paretoObjects(3_000),
  '1 of 2 GiB': objects(1, 2 * GIB),
  '1 of 100 GiB': objects(1, 100 * GIB),
  '1 gzip member of 512 MiB, 50 of 100 MiB': shuffled(
    objects(1, 512 * MIB, '.gz'),
    objects(50, 100 * MIB),
  ),
};

interface Setting {
  readonly workers: number;
  readonly name: string;
  readonly limits: PlanLimits;
}

const SETTINGS: readonly Setting[] = [
  { workers: 2, name: '2 threads', limits: createLocalEngine(2, FILES_IN_FLIGHT).request },
  { workers: 16, name: '16 threads', limits: createLocalEngine(16, FILES_IN_FLIGHT).request },
  { workers: 100, name: '100 on Lambda', limits: { ...lambdaLimitsFor(100), engine: 'lambda' } },
];

/** The aim for our plan, as a multiple of the shortest time. */
const LIMIT = 1.15;

const HEAD = [
  'objects',
  'workers',
  'shortest, s',
  'five keys each',
  'one cascade',
  'the whole run',
];

export async function simulateMakespans(): Promise<{ text: string; goals: readonly Goal[] }> {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const { workers, name, limits } of SETTINGS) {
    const worst = { plan: 0, run: 0 };
    for (const [set, listed] of Object.entries(SETS)) {
      const least = leastMs(listed, workers);
      const plan = (await simulateRun(listed, workers, inOneCascade(workers))) / least;
      const run = (await simulateRun(listed, workers, limits)) / least;
      const article = simulateArticle(listed, workers) / least;
      const ratios = [article, plan, run].map((value) => value.toFixed(2));
      rows.push([set, name, (least / 1_000).toFixed(2), ...ratios]);
      worst.plan = Math.max(worst.plan, plan);
      worst.run = Math.max(worst.run, run);
    }
    const about = `simulated time to the shortest, ${name}, the worst of all sets`;
    goals.push({ says: `one cascade: ${about}`, value: worst.plan, limit: LIMIT });
    goals.push({ says: `the whole run: ${about}`, value: worst.run, limit: LIMIT });
  }
  const text = `### The plan, simulated: times as multiples of the shortest\n\n${renderTable([HEAD, ...rows])}`;
  return { text, goals };
}

/** One batch with all objects and all workers, so that only the cascade's plan matters. */
function inOneCascade(workers: number): PlanLimits {
  const most = Number.MAX_SAFE_INTEGER;
  const batches = { firstObjects: most, maxObjects: most, maxBytes: most, maxNameBytes: most };
  const all = { workers };
  return { ...all, engine: 'local', cascades: 1, batches };
}

function objects(count: number, sizeBytes: number, ending = ''): ListedObject[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `${sizeBytes}-${i}${ending}`,
    sizeBytes,
  }));
}

function paretoObjects(count: number): ListedObject[] {
  const random = createRandom(3);
  return Array.from({ length: count }, (_, i) => ({
    key: `${i}`,
    sizeBytes: Math.round(PARETO_BYTES * (1 - random()) ** (-1 / PARETO_SHAPE)),
  }));
}

/** The objects in the order of a listing, which does not depend on their sizes. */
function shuffled(...lists: readonly ListedObject[][]): ListedObject[] {
  const random = createRandom(7);
  const places = lists.flat().map((object) => ({ object, place: random() }));
  return places.sort((a, b) => a.place - b.place).map(({ object }) => object);
}
