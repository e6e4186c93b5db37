// Simulates runs on Lambda in which some environments are slow, with second workers for what these are at and
// without.

import type { DataSet } from '../makespan/data-set.ts';
import type { Simulated } from '../makespan/simulate-run.ts';
import { renderTable } from '../report.ts';
import { onLambda, SETS } from './makespan.ts';
import type { Goal } from './scenario.ts';

/** The part of the environments that are slow; they take five times as long. */
const SLOW_SHARE = 0.01;

const HEDGE_PERCENT = 2;

const WORKERS = [100, 1_000];

/** The aim for the time, as a multiple of the lower bound without slow environments. */
const LIMIT = 1.25;

const HEAD = [
  ...['objects', 'workers', 'bound, s', 'none slow', '1 % slow', 'hedged', 'second workers'],
  ...['their time', '$', '$ hedged'],
];

export async function simulateStragglers(
  only = '',
): Promise<{ text: string; goals: readonly Goal[] }> {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const workers of WORKERS) {
    const { name, openingCost } = onLambda(workers);
    let worst = 0;
    let mostExtra = 0;
    for (const objects of SETS) {
      const set = { ...objects, standsFor: 1, openingCost };
      if (isHuge(set) || !`${name} ${set.name}`.includes(only)) continue;
      const least = onLambda(workers).leastMs(set);
      const sound = await simulate(workers, set, 0, 0);
      const slow = await simulate(workers, set, SLOW_SHARE, 0);
      const hedged = await simulate(workers, set, SLOW_SHARE, HEDGE_PERCENT);
      const times = [sound, slow, hedged].map(({ elapsedMs }) => (elapsedMs / least).toFixed(2));
      const { seconds, extra } = secondsOf(hedged);
      rows.push([
        ...[set.name, name, (least / 1_000).toFixed(2), ...times, String(seconds)],
        ...[`${(100 * extra).toFixed(2)} %`, slow.dollars.toFixed(5), hedged.dollars.toFixed(5)],
      ]);
      worst = Math.max(worst, hedged.elapsedMs / least);
      mostExtra = Math.max(mostExtra, 100 * extra);
    }
    const about = `simulated run, ${name}, 1 % slow and hedged, the worst of all sets`;
    goals.push({
      says: `${about}: its time to the bound without slow ones`,
      value: worst,
      limit: LIMIT,
    });
    const limit = HEDGE_PERCENT;
    goals.push({ says: `${about}: percent of extra time`, value: mostExtra, limit });
  }
  const text = [
    '### Stragglers, simulated',
    'One environment in a hundred is five times as slow. Times are multiples of the lower bound without these.',
    renderTable([HEAD, ...rows]),
  ].join('\n\n');
  return { text, goals };
}

/** Its tail is a small part of it, and simulating it takes minutes. */
function isHuge({ objects }: DataSet): boolean {
  return objects.some(({ sizeBytes }) => sizeBytes > 1e12);
}

function simulate(
  workers: number,
  set: DataSet,
  slowShare: number,
  hedgePercent: number,
): Promise<Simulated> {
  const setting = onLambda(workers, slowShare);
  return setting.simulate(set, setting.leastMs(set), { ...setting.limits, hedgePercent });
}

/** How many second workers there were, and how long they ran, as a part of the others' time. */
function secondsOf({ timeline }: Simulated): { seconds: number; extra: number } {
  const msOf = (isSecond: boolean) =>
    timeline.workers
      .filter((span) => span.isSecond === isSecond)
      .reduce((sum, { invokedAt, endedAt }) => sum + endedAt - invokedAt, 0);
  const seconds = timeline.workers.filter(({ isSecond }) => isSecond).length;
  return { seconds, extra: msOf(true) / msOf(false) };
}
