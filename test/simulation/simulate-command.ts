// `npm run simulate`: reports each seed in which a promise is broken, and how to repeat it.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HELP, readCommandLine, type SimulateOptions } from './command-line.ts';
import type { Told } from './explore.ts';

/** A seed that reports nothing for this much real time is considered to be in an endless loop. */
const STUCK_MS = 180_000;

const PROGRESS_EVERY_MS = 30_000;

/** The number of seeds that fail. */
async function simulateAll(options: SimulateOptions, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const end = options.from + options.seeds;
  let next = options.from;
  const failed = new Set<number>();
  let toldAt = startedAt;

  const fail = (seed: number, text: string) => {
    failed.add(seed);
    process.stdout.write(`${text}\n`);
  };
  const progress = () => {
    const done = next - options.from;
    const rate = (done / (performance.now() - startedAt)) * 1_000;
    process.stderr.write(
      `${done} of ${options.seeds} seeds, ${rate.toFixed(1)}/s, ${failed.size} failed\n`,
    );
  };

  while (next < end && failed.size < options.maxFailures) {
    const range = ['--from', String(next), '--seeds', String(end - next)];
    const child = fork(fileURLToPath(new URL('./explore.ts', import.meta.url)), [
      ...withoutRange(args),
      ...range,
    ]);
    let last = { seed: next, command: '' };
    const ended = await listen(child, (told) => {
      if (told.kind === 'begun') {
        last = told;
        next = told.seed;
      }
      if (told.kind === 'failed') fail(told.seed, told.text);
      if (told.kind === 'trace') process.stdout.write(`${told.text}\n`);
      if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
        toldAt = performance.now();
        progress();
      }
      return failed.size >= options.maxFailures;
    });
    if (ended === 'done') next = end;
    else if (ended !== 'enough') {
      fail(last.seed, `${last.command}\n  ${ended}: nothing was heard of it any more`);
      next = last.seed + 1;
    }
  }
  progress();
  return failed.size;
}

function withoutRange(args: readonly string[]): string[] {
  return args.filter((arg, index) => {
    const isRange = (text: string | undefined) => /^--(from|seeds?)$/.test(text ?? '');
    return !isRange(arg) && !isRange(args[index - 1]) && !/^--(from|seeds?)=/.test(arg);
  });
}

/** Resolves when the child is done, has reported enough, is stuck, or has died. */
function listen(
  child: ChildProcess,
  onTold: (told: Told) => boolean,
): Promise<'done' | 'enough' | 'stuck' | 'died'> {
  return new Promise((resolve) => {
    const end = (how: 'done' | 'enough' | 'stuck' | 'died') => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(how);
    };
    let timer = setTimeout(end, STUCK_MS, 'stuck');
    child.on('message', (told: Told) => {
      clearTimeout(timer);
      timer = setTimeout(end, STUCK_MS, 'stuck');
      if (told.kind === 'done') end('done');
      else if (onTold(told)) end('enough');
    });
    child.once('exit', () => end('died'));
  });
}

const args = process.argv.slice(2);
const options = readCommandLine(args);
if (!options) process.stdout.write(HELP);
else process.exitCode = (await simulateAll(options, args)) > 0 ? 1 : 0;
