// Prints what a run is estimated to take and to cost with different numbers of workers and with more memory, and for
// the numbers of workers what the simulation of the program's own plan takes. For docs/performance.md.
//
//     npx tsx bench/worker-numbers.ts          # --memory leaves out the first table, which takes a minute

import { pricesOf } from '../src/aws/prices.ts';
import { lambdaLimitsFor } from '../src/engines/lambda-engine.ts';
import { chooseWorkers } from '../src/estimate/choose-workers.ts';
import { estimateRun, type RunPlan } from '../src/estimate/estimate-run.ts';
import { USUAL_MEMORY_MB } from '../src/estimate/worker-model.ts';
import type { Workload } from '../src/estimate/workload.ts';
import { createWorkloadCollector } from '../src/estimate/workload-collector.ts';
import type { ListedObject } from '../src/protocol/ports.ts';
import { VCPU_MB } from '../src/protocol/worker-threads.ts';
import { renderTable } from './report.ts';
import { onLambda } from './scenarios/makespan.ts';

const MIB = 2 ** 20;

const NUMBERS = [10, 100, 1_000];
const VCPUS = [1, 2, 4];

/** The workers of a new account, beside its cascade. */
const NEW_ACCOUNT = 9;

/** The number that an account of 1,000 leaves to a run. */
const LIMIT = 890;

const SETS: Readonly<Record<string, readonly ListedObject[]>> = {
  '1,600 of 64 MiB': objects(1_600, 64 * MIB, ''),
  '8,192 of 128 MiB': objects(8_192, 128 * MIB, ''),
  '8,192 of 128 MiB, gzip': objects(8_192, 128 * MIB, '.gz'),
  '1,024 of 10 MiB, gzip': objects(1_024, 10 * MIB, '.gz'),
};

function planFor(workers: number): RunPlan {
  return {
    ...lambdaLimitsFor(workers),
    ...{ taskSlices: 500, sliceBytes: 128 * MIB, memoryMb: USUAL_MEMORY_MB },
    ...{ architecture: 'arm64', prices: pricesOf('us-east-1') },
  };
}

async function compareNumbers(): Promise<string> {
  const rows: string[][] = [];
  for (const [name, listed] of Object.entries(SETS)) {
    const workload = workloadOf(listed);
    const { workers: chosen } = chooseWorkers(workload, { ...planFor(LIMIT), limit: LIMIT });
    const numbers = [...new Set([...NUMBERS, chosen])].sort((a, b) => a - b);
    for (const workers of numbers) {
      const { elapsedMs, dollars } = estimateRun(workload, planFor(workers));
      const { simulate, limits, openingCost } = onLambda(workers);
      const set = { name, objects: listed, standsFor: 1, openingCost };
      const simulated = await simulate(set, elapsedMs.likely, limits);
      rows.push([
        name,
        `${workers.toLocaleString('en')}${workers === chosen ? ' (auto)' : ''}`,
        seconds(elapsedMs.likely),
        cents(dollars?.likely),
        seconds(simulated.elapsedMs),
        cents(simulated.dollars),
      ]);
    }
  }
  const head = ['objects', 'workers', 'estimated, s', '$', 'simulated, s', '$'];
  return renderTable([head, ...rows]);
}

/** The CPU bounds them, however little each worker reads. */
const SLOW_SETS = { '200 of 64 MiB, bzip2': objects(200, 64 * MIB, '.bz2') };

/** A worker with so many vCPUs counts on as many threads. */
function compareMemory(): string {
  const rows = Object.entries({ ...SETS, ...SLOW_SETS }).flatMap(([name, listed]) =>
    [NEW_ACCOUNT, 100, LIMIT].map((workers) => {
      const cells = VCPUS.flatMap((vcpus) => {
        const memoryMb = { ...USUAL_MEMORY_MB, worker: vcpus * VCPU_MB };
        const plan = { ...planFor(workers), memoryMb };
        const { elapsedMs, dollars } = estimateRun(workloadOf(listed), plan);
        return [seconds(elapsedMs.likely), cents(dollars?.likely)];
      });
      return [name, workers.toLocaleString('en'), ...cells];
    }),
  );
  const columns = VCPUS.flatMap((vcpus) => [
    `${(vcpus * VCPU_MB).toLocaleString('en')} MB, s`,
    '$',
  ]);
  return renderTable([['objects', 'workers', ...columns], ...rows]);
}

function workloadOf(listed: readonly ListedObject[]): Workload {
  const collector = createWorkloadCollector();
  collector.add(listed);
  return collector.current();
}

function objects(count: number, sizeBytes: number, ending: string): ListedObject[] {
  return Array.from({ length: count }, (_, i) => ({ key: `${i}${ending}`, sizeBytes }));
}

function seconds(ms: number): string {
  return (ms / 1_000).toPrecision(3);
}

function cents(dollars = Number.NaN): string {
  return dollars.toPrecision(3);
}

const numbers = process.argv.includes('--memory') ? [] : [await compareNumbers()];
process.stdout.write(`${[...numbers, compareMemory()].join('\n\n')}\n`);
