// Contenders that are command lines, and parsers of their output.

import { CLI_PATH } from '../cli-path.ts';
import type { Sample, TextCount } from '../measure.ts';
import { runShell } from '../shell.ts';

/** A command line that prints the same as `wc -lw`, for one file or many. */
export async function countFromShell(script: string, ...args: string[]): Promise<Sample> {
  const { output, ...cost } = await runShell(script, ...args);
  return { ...cost, count: addWcLines(output) };
}

export async function countByProgram(folder: string, ...options: string[]): Promise<Sample> {
  const script = 'node "$1" run --dir "$2" --json --quiet $3';
  const { output, ...cost } = await runShell(script, CLI_PATH, folder, options.join(' '));
  const { totals } = JSON.parse(output) as { totals: TextCount };
  return { ...cost, count: { lines: totals.lines, words: totals.words } };
}

/** Lines of `LINES WORDS [NAME]`, without the totals that wc adds for several files. */
function addWcLines(output: string): TextCount {
  let lines = 0;
  let words = 0;
  for (const line of output.split('\n')) {
    const [, ofLines, ofWords, name] = /^\s*(\d+)\s+(\d+)\s*(.*)$/.exec(line) ?? [];
    if (ofLines === undefined || name === 'total') continue;
    lines += Number(ofLines);
    words += Number(ofWords);
  }
  return { lines, words };
}
