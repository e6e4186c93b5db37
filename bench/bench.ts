// Measures the program beside what else could do its job, and keeps the last full result in
// docs/performance.md.
//
//     npm run bench [-- --quick] [--peers] [--only=WORD]
//
// `--quick` takes small data and few rounds, `--peers` lets contenders take part that need packages
// (bench/package.json), `--only` runs the scenario groups whose names contain a word. Neither a
// quick nor a partial result is kept.

import { execFileSync } from 'node:child_process';
import { describeMachine } from './machine.ts';
import { installPeers } from './peers.ts';
import { keepInPage, renderGoals, renderScenario } from './report.ts';
import { FULL_SIZE, makeSampleData, QUICK_SIZE } from './sample-data.ts';
import { measureFolders } from './scenarios/folders.ts';
import { measureOneObject } from './scenarios/one-object.ts';
import { measureS3Read } from './scenarios/s3-read.ts';
import type { ScenarioResult, ScenarioSettings } from './scenarios/scenario.ts';
import { measureStartUp } from './scenarios/start-up.ts';
import { bundleProcesses } from './warm-process.ts';

const ROUNDS = { full: 5, quick: 3 } as const;

const GROUPS: Readonly<Record<string, (settings: ScenarioSettings) => Promise<ScenarioResult[]>>> =
  {
    object: measureOneObject,
    folders: measureFolders,
    startup: measureStartUp,
    s3: measureS3Read,
  };

async function main(args: readonly string[]): Promise<void> {
  const size = args.includes('--quick') ? QUICK_SIZE : FULL_SIZE;
  const peers = args.includes('--peers');
  const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '';

  execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' });
  await bundleProcesses();
  if (peers) installPeers();
  const data = await makeSampleData(size, tell);
  const rounds = ROUNDS[size.name];

  const machine = `${await describeMachine()}; medians of ${rounds} rounds`;
  tell(`${machine}\n`);
  const texts: string[] = [];
  const goals: ScenarioResult['goals'][number][] = [];
  for (const [name, measure] of Object.entries(GROUPS)) {
    if (!name.includes(only)) continue;
    for (const result of await measure({ data, rounds, peers })) {
      texts.push(renderScenario(result));
      goals.push(...result.goals);
      tell(`${texts.at(-1)}\n`);
    }
  }
  texts.unshift(renderGoals(goals));
  tell(`${texts[0]}\n`);
  if (size === FULL_SIZE && only === '') keepInPage([machine, ...texts].join('\n\n'));
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main(process.argv.slice(2));
