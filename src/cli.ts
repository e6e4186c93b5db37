// The program: its verbs, and the one place that catches errors and gives the exit code.

import { inspect } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { WORD_RULES } from './counting/word-rule.ts';
import { UserError } from './errors/user-error.ts';
import { VERSION } from './version.ts';

/** What a wrong use or set-up exits with. */
const EXIT_USAGE = 2;

const EXAMPLES = `
Examples:
  $ wordcount run --dir /var/log                      live totals, then a report
  $ wordcount run --dir . --include '**/*.md'         only the keys that match a pattern
  $ wordcount run --dir /var/log --no-agg | jq .words one JSON line for every key
  $ wordcount run --dir /var/log --json --quiet       the whole result as one document

Every option can be given as an environment variable too, such as WORDCOUNT_BATCH_SIZE for
--batch-size. Exit status: 0 all counted, 1 something was not, 2 wrong use, 130 interrupted.
`;

/** Runs the program; resolves to the code that the process should exit with. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram(async (act) => {
    exitCode = await act();
  });
  try {
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

  program
    .command('run')
    .description('count every file below a folder and show the totals as they grow')
    .addOption(option('--dir <path>', 'count the files below this folder'))
    .addOption(option('--prefix <text>', 'only keys that start so').default(''))
    .addOption(option('--include <glob...>', 'only keys that match one of these patterns'))
    .addOption(option('--exclude <glob...>', 'no keys that match one of these patterns'))
    .addOption(option('--words <rule>', 'what a word is').choices(WORD_RULES).default('wc'))
    .addOption(option('--concurrency <n>', 'workers at a time (default: one per core)', positive))
    .addOption(option('--batch-size <n>', 'most keys in one worker task', positive).default(500))
    .addOption(option('--no-agg', 'print one JSON line for every key instead of totals'))
    .addOption(
      option('--json', 'print the whole result as one JSON document')
        .default(false)
        .conflicts('agg'),
    )
    .addOption(option('--quiet', 'print the result only').default(false))
    .addOption(option('--debug', 'show where an error comes from').default(false))
    .addOption(option('--no-color', 'no colours'))
    .action((options) =>
      conclude(async () => (await import('./commands/run.ts')).runCommand(options)),
    );

  return program;
}

/** An option that can be given as the environment variable WORDCOUNT_… too. */
function option(flags: string, description: string, parse?: (value: string) => unknown): Option {
  const made = new Option(flags, description);
  const name = made.long?.slice(2).replaceAll('-', '_').toUpperCase();
  const variable = `WORDCOUNT_${name}`;
  if (parse) made.argParser(parse);
  // To commander any value of a flag's variable means yes, an empty one and 0 too.
  const isFlag = !made.required && !made.optional;
  return isFlag && !isOn(process.env[variable]) ? made : made.env(variable);
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}

function positive(value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999999.');
}
