// Measures how long the program takes to start.

import { CLI_PATH } from '../cli-path.ts';
import { type Contender, compare } from '../measure.ts';
import { runShell } from '../shell.ts';
import type { ScenarioResult, ScenarioSettings } from './scenario.ts';

const STARTS = 10;

export async function measureStartUp({ rounds }: ScenarioSettings): Promise<ScenarioResult[]> {
  const contenders: Contender[] = [
    startOf('wordcount --version', 'node "$1" --version'),
    startOf('node -e 0', 'node -e 0'),
  ];
  return [{ title: 'Start-up', results: await compare(contenders, rounds), goals: [] }];
}

/** Several starts are measured together, because the shell's clock has only milliseconds. */
function startOf(name: string, command: string): Contender {
  const script = `for _ in {1..${STARTS}}; do ${command}; done`;
  return {
    name,
    async run() {
      const { wallSeconds, cpuSeconds, peakMb } = await runShell(script, CLI_PATH);
      return { wallSeconds: wallSeconds / STARTS, cpuSeconds: cpuSeconds / STARTS, peakMb };
    },
  };
}
