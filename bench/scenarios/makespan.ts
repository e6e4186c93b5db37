// Simulates how near the plan comes to the lower bound of as many workers, with sizes of all kinds, beside the 2015
// article's plan of five keys a worker; and what it costs.

import { lambdaLimitsFor } from '../../src/engines/lambda-engine.ts';
import { createLocalEngine, FILES_IN_FLIGHT } from '../../src/engines/local-engine.ts';
import { LAMBDA_WORKER, USUAL_MEMORY_MB } from '../../src/estimate/worker-model.ts';
import { LAMBDA_OVERHEADS, THREAD_OVERHEADS } from '../../src/planning/fair-share.ts';
import type { ListedObject } from '../../src/protocol/ports.ts';
import { createRandom } from '../../test/fixtures/sample-text.ts';
import { articleMs, leastLambdaMs, leastThreadMs } from '../makespan/bound.ts';
import { type DataSet, standIns } from '../makespan/data-set.ts';
import { createLambda, createThreads, taskMs, threadMs } from '../makespan/machine.ts';
import { type PlanLimits, type Simulated, simulateRun } from '../makespan/simulate-run.ts';
import { waitsOf } from '../makespan/timeline.ts';
import { renderTable } from '../report.ts';
import type { Goal } from './scenario.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Shape and minimum of the Pareto distribution, whose largest values are very large. */
const PARETO_SHAPE = 1.1;
const PARETO_BYTES = 4 * MIB;

/** The text is plain unless stated otherwise. */
export const SETS: readonly Pick<DataSet, 'name' | 'objects'>[] = [
  {
    name: '1 of 2 GiB, 50 of 100 MiB, 10,000 of 20 KiB',
    objects: shuffled(objects(1, 2 * GIB), objects(50, 100 * MIB), objects(10_000, 20 * KIB)),
  },
  { name: '3,000 of 32 MiB', objects: objects(3_000, 32 * MIB) },
  {
    name: '1 of 4 GiB, 1,000 of 2 KiB',
    objects: shuffled(objects(1, 4 * GIB), objects(1_000, 2 * KIB)),
  },
  { name: '3,000 by Pareto, from 4 MiB up', objects: paretoObjects(3_000) },
  { name: '1 of 2 GiB', objects: objects(1, 2 * GIB) },
  { name: '1 of 100 GiB', objects: objects(1, 100 * GIB) },
  {
    name: '1 gzip member of 512 MiB, 50 of 100 MiB',
    objects: shuffled(objects(1, 512 * MIB, '.gz'), objects(50, 100 * MIB)),
  },
  { name: '1 of 5 TB', objects: objects(1, 5e12) },
];

/** Each of its objects stands for a hundred. */
function manySmall(openingCost: number): DataSet {
  const set = { standsFor: 100, openingCost };
  return { ...set, name: '10,000,000 of 100 KB', objects: standIns(10_000_000, 100e3, set) };
}

interface Setting {
  readonly workers: number;
  readonly name: string;
  readonly limits: PlanLimits;
  readonly openingCost: number;
  leastMs(set: DataSet): number;
  articleMs(set: DataSet): number;
  simulate(set: DataSet, leastMs: number, limits: PlanLimits): Promise<Simulated>;
}

/** The pages that a listing asks for at a time. */
const PAGES_AT_A_TIME = 16;

function onThreads(workers: number): Setting {
  return {
    workers,
    name: `${workers} threads`,
    openingCost: THREAD_OVERHEADS.opening,
    limits: createLocalEngine(workers, FILES_IN_FLIGHT).request,
    leastMs: (set) => leastThreadMs(set, workers),
    articleMs: (set) => articleMs(set, workers, threadMs, 0),
    simulate: (set, leastMs, limits) =>
      simulateRun(set, limits, leastMs, {
        createMachine: () => createThreads(workers),
        parallelWorkers: workers,
      }),
  };
}

/** `stragglers` are the part of the environments that are slow. */
export function onLambda(workers: number, stragglers = 0): Setting {
  const worker = LAMBDA_WORKER;
  const startMs = worker.invocationMs;
  return {
    workers,
    name: `${workers.toLocaleString('en')} on Lambda`,
    openingCost: LAMBDA_OVERHEADS.opening,
    limits: { ...lambdaLimitsFor(workers), engine: 'lambda', reportEveryMs: 500 },
    leastMs: (set) => leastLambdaMs(set, workers, worker),
    articleMs: (set) =>
      worker.coldStartMs +
      articleMs(set, workers, (work, readBytes) => taskMs(work, worker, readBytes), startMs),
    simulate: (set, leastMs, limits) =>
      simulateRun(set, limits, leastMs, {
        createMachine: (clock) =>
          createLambda(
            {
              ...{ worker, pagesAtATime: PAGES_AT_A_TIME, random: createRandom(11) },
              cascadeMemoryMb: USUAL_MEMORY_MB.cascade,
              accountLimit: Math.max(1_000, workers + SPARE_CONCURRENCY),
              ...(stragglers > 0 && { stragglers: { share: stragglers, factor: 5 } }),
            },
            clock,
          ),
      }),
  };
}

/** The functions that an account has beside the workers, for cascades. */
const SPARE_CONCURRENCY = 100;

const SETTINGS: readonly Setting[] = [
  onThreads(2),
  onThreads(16),
  onLambda(10),
  onLambda(100),
  onLambda(1_000),
  onLambda(4_096),
];

/** The settings that have goals. */
const GOALS_FOR: readonly number[] = [2, 16, 100, 1_000];

/** The aim for the whole run, as a multiple of the lower bound. */
const LIMIT = 1.1;

/** The aim for the first total that is shown. */
const FIRST_TOTAL_SECONDS = 1.5;

const HEAD = ['objects', 'workers', 'bound, s', 'five keys each', 'the run', 'first total, s', '$'];

const WAITS_HEAD = [
  ...['objects', 'workers', 'the run, s'],
  ...['begin', 'start', 'work', 'listing', 'plan', 'tail', 'cascades', 'invocations'],
];

export async function simulateMakespans(
  only = '',
): Promise<{ text: string; goals: readonly Goal[] }> {
  const rows: string[][] = [];
  const waits: string[][] = [];
  const goals: Goal[] = [];
  for (const { name, workers, limits, ...setting } of SETTINGS) {
    let worst = 0;
    let firstTotal = 0;
    const { openingCost } = setting;
    const sets = SETS.map((set) => ({ ...set, standsFor: 1, openingCost }));
    for (const set of [...sets, manySmall(openingCost)]) {
      if (!`${name} ${set.name}`.includes(only)) continue;
      const least = setting.leastMs(set);
      const simulated = await setting.simulate(set, least, limits);
      const { elapsedMs, firstTotalMs, dollars, timeline } = simulated;
      const ratio = elapsedMs / least;
      rows.push([
        ...[set.name, name, seconds(least), (setting.articleMs(set) / least).toFixed(2)],
        ...[ratio.toFixed(2), seconds(firstTotalMs), dollars === 0 ? '' : dollars.toFixed(5)],
      ]);
      const { begin, start, work, listing, plan, tail } = waitsOf(timeline, workers);
      const parts = [begin, start, work, listing, plan, tail].map(seconds);
      const counts = [timeline.cascades.length, timeline.workers.length].map(String);
      waits.push([set.name, name, seconds(elapsedMs), ...parts, ...counts]);
      worst = Math.max(worst, ratio);
      firstTotal = Math.max(firstTotal, firstTotalMs / 1_000);
    }
    const about = `simulated run, ${name}, the worst of all sets`;
    if (!GOALS_FOR.includes(workers)) continue;
    goals.push({ says: `${about}: its time to the lower bound`, value: worst, limit: LIMIT });
    if (limits.engine === 'local') continue;
    const limit = FIRST_TOTAL_SECONDS;
    goals.push({ says: `${about}: seconds to the first total`, value: firstTotal, limit });
  }
  const text = [
    '### The plan, simulated',
    'Times of the plans are multiples of the lower bound.',
    renderTable([HEAD, ...rows]),
    'What the workers did in that time, in seconds, in the mean over all workers:',
    renderTable([WAITS_HEAD, ...waits]),
  ].join('\n\n');
  return { text, goals };
}

function seconds(ms: number): string {
  const value = ms / 1_000;
  return value.toFixed(value < 100 ? 2 : 0);
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
