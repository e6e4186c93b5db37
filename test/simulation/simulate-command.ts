// `npm run simulate`: reports each seed in which a promise is broken, and how to repeat it.

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { HELP, readCommandLine, type SimulateOptions } from './command-line.ts';
import type { Told } from './explore.ts';

/** A seed that reports nothing for this much real time is considered to be in an endless loop. */
const STUCK_MS = 180_000;

const PROGRESS_EVERY_MS = 30_000;

/** Fewer seeds are not worth another process, which makes the samples anew. */
const LEAST_SEEDS = 50;

/** The number of seeds that fail. */
async function simulateAll(options: SimulateOptions, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const failed = new Set<number>();
  let begun = 0;
  let toldAt = startedAt;

  const fail = (seed: number, text: string) => {
    failed.add(seed);
    process.stdout.write(`${text}\n`);
  };
  const hasEnough = () => failed.size >= options.maxFailures;
  const progress = () => {
    const rate = (begun / (performance.now() - startedAt)) * 1_000;
    process.stderr.write(
      `${begun} of ${options.seeds} seeds, ${rate.toFixed(1)}/s, ${failed.size} failed\n`,
    );
  };

  /** Simulates the seeds from `from` to before `end` in a process, and in another if it ends too early. */
  async function simulateRange(from: number, end: number): Promise<void> {
    let next = from;
    while (next < end && !hasEnough()) {
      const range = ['--from', String(next), '--seeds', String(end - next)];
      const child = fork(fileURLToPath(new URL('./explore.ts', import.meta.url)), [
        ...withoutRange(args),
        ...range,
      ]);
      let last = { seed: next, text: '' };
      const ended = await listen(child, (told) => {
        if (told.kind === 'begun') {
          begun += 1;
          last = { seed: told.seed, text: told.command };
          next = told.seed;
        }
        // A smaller case may never end, and what was found is told nevertheless.
        if (told.kind === 'shrinks') last = told;
        if (told.kind === 'failed') fail(told.seed, told.text);
        if (told.kind === 'trace') process.stdout.write(`${told.text}\n`);
        if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
          toldAt = performance.now();
          progress();
        }
        return hasEnough();
      });
      if (ended === 'done') next = end;
      else if (ended !== 'enough') {
        fail(last.seed, `${last.text}\n  ${ended}: nothing was heard of it any more`);
        next = last.seed + 1;
      }
    }
  }

  const { from, seeds } = options;
  const processes = Math.min(availableParallelism(), Math.ceil(seeds / LEAST_SEEDS));
  const edge = (part: number) => from + Math.round((seeds * part) / processes);
  await Promise.all(
    Array.from({ length: processes }, (_, part) => simulateRange(edge(part), edge(part + 1))),
  );
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
