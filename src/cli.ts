// The program. It is the one place that catches errors and gives the exit code.

import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { isOn } from './commands/cli-option.ts';
import { describeError } from './commands/describe-error.ts';
import { surviveBrokenOutput } from './commands/output.ts';
import { createProgram } from './commands/program.ts';

/** The exit code of a usage or configuration error. */
const EXIT_USAGE = 2;

/**
 * By itself V8 lets a small heap become up to four times as large before it collects garbage in all of it. Twice as large
 * takes a quarter less memory for a million keys, and hardly more time.
 */
const HEAP_GROWTH_PERCENT = 100;

/** Runs the program; resolves to the code that the process should exit with. */
export async function main(argv: readonly string[]): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  surviveBrokenOutput(EXIT_USAGE);
  let exitCode = 0;
  const program = createProgram(async (action) => {
    exitCode = await action();
  });
  try {
    await program.parseAsync(withoutOldNames(argv));
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    const debug = argv.includes('--debug') || isOn(process.env.WORDCOUNT_DEBUG);
    const text = describeError(error, debug);
    process.stderr.write(debug ? `${text}\n` : `wordcount: ${text}\n`);
    return EXIT_USAGE;
  }
}

/** `-V` was the short form of `--version`. */
function withoutOldNames(argv: readonly string[]): string[] {
  return argv.map((word, index) => (index === 2 && word === '-V' ? '--version' : word));
}
