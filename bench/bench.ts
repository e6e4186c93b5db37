// Measures the program beside other tools for its job, and keeps the last full result in
// docs/performance.md.
//
//     npm run bench [-- --quick] [--peers] [--only=WORD]
//
// `--quick` uses small data and few rounds, `--peers` includes contenders that need packages
// (bench/package.json), `--only` runs the scenario groups whose names contain a word. Those of big objects and the
// simulation take long, and run only so. Neither a quick nor a partial result is kept.

import { execFileSync } from 'node:child_process';
import { describeMachine } from './machine.ts';
import { installPeers } from './peers.ts';
import { keepInPage, renderGoals, renderScenario } from './report.ts';
import {
  type DataSize,
  FULL_SIZE,
  makeSampleData,
  QUICK_SIZE,
  type SampleData,
} from './sample-data.ts';
import { measureBigObjects } from './scenarios/big-objects.ts';
import { measureFolders } from './scenarios/folders.ts';
import { simulateMakespans } from './scenarios/makespan.ts';
import { measureOneObject } from './scenarios/one-object.ts';
import { measureS3Read } from './scenarios/s3-read.ts';
import type { Goal, ScenarioResult, ScenarioSettings } from './scenarios/scenario.ts';
import { measureStartUp } from './scenarios/start-up.ts';
import { simulateStragglers } from './scenarios/stragglers.ts';
import { bundleProcesses } from './warm-process.ts';

const ROUNDS = { full: 5, quick: 3 } as const;

const GROUPS: Readonly<Record<string, (settings: ScenarioSettings) => Promise<ScenarioResult[]>>> =
  {
    object: measureOneObject,
    folders: measureFolders,
    startup: measureStartUp,
    s3: measureS3Read,
    ...measureBigObjects,
  };

/** The group that simulates only, and needs no data. */
const SIMULATED = 'makespan';

async function main(args: readonly string[]): Promise<void> {
  const size = args.includes('--quick') ? QUICK_SIZE : FULL_SIZE;
  const peers = args.includes('--peers');
  const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '';

  const isWanted = (name: string) => (only ? name.includes(only) : !(name in measureBigObjects));
  const measured = Object.entries(GROUPS).filter(([name]) => isWanted(name));

  const rounds = ROUNDS[size.name];
  const machine = `${await describeMachine()}; medians of ${rounds} rounds`;
  const texts: string[] = [];
  const goals: Goal[] = [];
  const report = (text: string, more: readonly Goal[]) => {
    texts.push(text);
    goals.push(...more);
    tell(`${text}\n`);
  };
  if (measured.length > 0) {
    const data = await prepare(size, peers);
    tell(`${machine}\n`);
    for (const [, measure] of measured) {
      const results = await measure({ data, rounds, peers, tell });
      for (const result of results) report(renderScenario(result), result.goals);
    }
  }
  if (only && SIMULATED.includes(only)) {
    for (const simulate of [simulateMakespans, simulateStragglers]) {
      const simulated = await simulate();
      report(simulated.text, simulated.goals);
    }
  }
  texts.unshift(renderGoals(goals));
  tell(`${texts[0]}\n`);
  if (size === FULL_SIZE && only === '') keepInPage([machine, ...texts].join('\n\n'));
}

async function prepare(size: DataSize, peers: boolean): Promise<SampleData> {
  execFileSync(process.execPath, ['build/index.js'], { stdio: 'inherit' });
  await bundleProcesses();
  if (peers) installPeers();
  return await makeSampleData(size, tell);
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main(process.argv.slice(2));
