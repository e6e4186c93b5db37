// The program with its verbs. It is the one place that catches errors and gives the exit code.

import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { isOn, refuseSecondValues } from './commands/cli-option.ts';
import { addDeployVerb, addDestroyVerb } from './commands/options/deploy.ts';
import { addRunVerb } from './commands/options/run.ts';
import type { RunAction } from './commands/options/run-action.ts';
import { addRunsVerb } from './commands/options/runs.ts';
import { addServeVerb } from './commands/options/serve.ts';
import { surviveBrokenOutput } from './commands/output.ts';
import { UserError } from './errors/user-error.ts';
import { VERSION } from './version.ts';

/** The exit code of a usage or configuration error. */
const EXIT_USAGE = 2;

const EXAMPLES = `
Examples:
  wordcount run --dir /var/log                   count the files below a folder
  wordcount deploy --bucket logs                 create the functions on Lambda
  wordcount run --bucket logs --prefix 2026/11/  count objects on Lambda
  wordcount runs                                 earlier runs, and how to go on
  wordcount serve --bucket logs                  watch runs in a browser
  wordcount complete bash                        print a completion script
                                                 (also zsh and fish)

"wordcount VERB --help" shows the options and examples of a verb. Every option
can also be given as an environment variable, such as WORDCOUNT_TASK_SIZE for
--task-size; the command line takes precedence.

Exit status: 0 if everything was counted, 1 if something was not counted whole,
2 after a usage or configuration error, 130 if interrupted.
`;

const SOURCE_HINT = 'Name a folder with --dir PATH, or a bucket with --bucket NAME --prefix TEXT.';

/** Runs the program; resolves to the code that the process should exit with. */
export async function main(argv: readonly string[]): Promise<number> {
  surviveBrokenOutput(EXIT_USAGE);
  let exitCode = 0;
  const program = createProgram(async (action) => {
    exitCode = await action();
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

function createProgram(runAction: RunAction): Command {
  const program = new Command('wordcount')
    .description(
      'Count the words and lines of every object under an S3 prefix, or of the files in a folder.',
    )
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [verb]', 'show the help of a verb')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help lists the options)')
    .configureOutput({
      outputError: (text, write) => write(withSourceHint(text.replace(/^error: /, 'wordcount: '))),
    })
    .exitOverride();

  addRunVerb(program, runAction);
  addRunsVerb(program, runAction);
  addServeVerb(program, runAction);
  addDeployVerb(program, runAction);
  addDestroyVerb(program, runAction);
  for (const command of program.commands) refuseSecondValues(command);
  return program;
}

/** Explains how to name a source to users who give it without an option. */
function withSourceHint(message: string): string {
  const isSource = /too many arguments|unknown command '(?:s3:\/\/|[.~]?\/)/.test(message);
  return isSource ? `${message.trimEnd().replace(/\.?$/, '.')} ${SOURCE_HINT}\n` : message;
}
