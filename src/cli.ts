// The program: its verbs, and the one place that catches errors and gives the exit code.

import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addDeployVerbs } from './commands/add-deploy-verbs.ts';
import { addRunVerb } from './commands/add-run-verb.ts';
import { addServeVerb } from './commands/add-serve-verb.ts';
import { isOn, refuseSecondValues } from './commands/cli-option.ts';
import { surviveBrokenOutput } from './commands/output.ts';
import { UserError } from './errors/user-error.ts';
import { VERSION } from './version.ts';

/** What a wrong use or set-up exits with. */
const EXIT_USAGE = 2;

const EXAMPLES = `
Examples:
  wordcount run --bucket logs --prefix 2026/11/  on Lambda: live totals and cost
  wordcount run --bucket logs --engine local     on this machine instead
  wordcount serve --bucket logs                  runs in a browser, as they go on
  wordcount deploy --bucket logs                 make the functions for Lambda
  wordcount run --dir /var/log                   the files below a folder
  wordcount run --dir . --include '**/*.md'      only keys that match a pattern
  wordcount run --dir . --no-agg | jq .words     one JSON line for every key
  wordcount run --dir . --json --quiet           the result as one document
  wordcount complete bash                        completions (zsh and fish too)

Every option can be given as an environment variable too, such as
WORDCOUNT_TASK_SIZE for --task-size; what is typed goes before it. An option
that takes one value is refused when it is typed twice. Exit status: 0 all
counted, 1 something was not counted whole, 2 wrong use or set-up, 130
interrupted.
`;

/** Runs the program; resolves to the code that the process should exit with. */
export async function main(argv: readonly string[]): Promise<number> {
  surviveBrokenOutput(EXIT_USAGE);
  let exitCode = 0;
  const program = createProgram(async (act) => {
    exitCode = await act();
  });
  try {
    if (argv[2] === 'complete') (await import('@bomb.sh/tab/commander')).default(program);
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    const debug = argv.includes('--debug') || isOn(process.env.WORDCOUNT_DEBUG);
    const withStack = debug || !(error instanceof UserError);
    process.stderr.write(withStack ? `${inspect(error)}\n` : `wordcount: ${error.message}\n`);
    return EXIT_USAGE;
  }
}

function createProgram(conclude: (act: () => Promise<number>) => Promise<void>): Command {
  const program = new Command('wordcount')
    .description('Counts words and lines of every object under a prefix, in parallel.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help lists the options)')
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'wordcount: ')),
    })
    .exitOverride();

  addRunVerb(program, conclude);
  addServeVerb(program, conclude);
  addDeployVerbs(program, conclude);
  for (const command of program.commands) refuseSecondValues(command);
  return program;
}
