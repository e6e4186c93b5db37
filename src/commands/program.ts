// The verbs of the program, their options and their help.

import { Command, Help } from 'commander';
import { unknownShell } from '../errors/user-error.ts';
import { escapeLines } from '../text/escape-control.ts';
import { VERSION } from '../version.ts';
import { letTypedPrevail, refuseBothWays, refuseSecondValues } from './cli-option.ts';
import { addExamples } from './examples.ts';
import { addDeployVerb, addDestroyVerb } from './options/deploy.ts';
import { addDoctorVerb } from './options/doctor.ts';
import { addRunVerb } from './options/run.ts';
import type { RunAction } from './options/run-action.ts';
import { addRunsVerb } from './options/runs.ts';
import { addServeVerb } from './options/serve.ts';
import { isShell, SHELLS } from './shells.ts';

export const EXIT_STATUS = [
  ['0', 'everything was counted'],
  ['1', 'something was not counted whole'],
  ['2', 'a usage or configuration error'],
  ['130', 'interrupted'],
] as const;

export const ENVIRONMENT = `Every option can also be given as an environment variable, such as
WORDCOUNT_TASK_SIZE for --task-size; the command line takes precedence.
`;

export function createProgram(runAction: RunAction): Command {
  const program = new Command('wordcount')
    .description(
      'Count the words and lines of every object under an S3 prefix, or of the files in a folder.',
    )
    .version(VERSION, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showHelpAfterError('(--help lists the options)')
    .exitOverride();
  program.configureHelp({
    // A flag that is not given is off; nobody has to be told.
    optionDescription: (option) =>
      new Help()
        .optionDescription(option)
        .replace(' (default: false)', '')
        .replace('(default: false, ', '('),
  });
  program.configureOutput({
    outputError: (text, write) => write(escapeLines(explainUsage(text, program))),
  });

  addRunVerb(program, runAction);
  addRunsVerb(program, runAction);
  addServeVerb(program, runAction);
  addDeployVerb(program, runAction);
  addDestroyVerb(program, runAction);
  addDoctorVerb(program, runAction);
  addCompleteVerb(program, runAction);
  addVersionVerb(program);
  addHelpVerb(program);
  for (const command of program.commands) {
    refuseSecondValues(command);
    refuseBothWays(command);
    letTypedPrevail(command);
  }

  addExamples(program, [
    ['wordcount run /var/log', 'count the files below a folder'],
    ['wordcount deploy --bucket logs', 'create the functions on Lambda'],
    ['wordcount run s3://logs/2026/11/', 'count objects on Lambda'],
    ['wordcount runs', 'earlier runs, and how to go on'],
    ['wordcount doctor --bucket logs', 'check all that a run needs'],
    ['wordcount serve --bucket logs', 'watch runs in a browser'],
    ['wordcount help run', 'options and examples of a verb'],
  ]);
  const statuses = EXIT_STATUS.map(([status, meaning]) => `  ${status.padEnd(4)} ${meaning}\n`);
  return program.addHelpText('after', `${ENVIRONMENT}\nExit status:\n${statuses.join('')}`);
}

function addCompleteVerb(program: Command, runAction: RunAction): void {
  const verb = program
    .command('complete')
    .description('Print the script that makes a shell complete verbs, options and values.')
    .argument('[shell]', SHELLS.join(', '))
    .allowExcessArguments()
    .helpOption('-h, --help', 'show help');
  addExamples(verb, [
    ['source <(wordcount complete bash)', 'for this shell; also in ~/.bashrc'],
    ['source <(wordcount complete zsh)', 'behind compinit, also in ~/.zshrc'],
    ['wordcount complete fish | source', 'also in ~/.config/fish/config.fish'],
  ]);
  verb.action((shell: string | undefined) =>
    runAction(async () => {
      const { answerRequest, completionScript } = await import('./complete.ts');
      // The script asks with the words that were typed so far.
      if (process.argv[3] === '--') answerRequest(program, verb.args);
      else if (isShell(shell)) process.stdout.write(completionScript(shell));
      else throw unknownShell(shell, SHELLS);
      return 0;
    }),
  );
}

function addVersionVerb(program: Command): void {
  program
    .command('version')
    .description('Show the version.')
    .helpOption('-h, --help', 'show help')
    .action(() => {
      process.stdout.write(`${VERSION}\n`);
    });
}

function addHelpVerb(program: Command): void {
  program
    .command('help')
    .description('Show the options and examples of a verb.')
    .argument('[verb]', 'the verb')
    .helpOption('-h, --help', 'show help')
    .action(async (name: string | undefined) => {
      const verb = program.commands.find((command) => command.name() === name);
      if (name === undefined) program.outputHelp();
      else if (verb) verb.outputHelp();
      // The program says what it says of a verb that nobody knows.
      else await program.parseAsync([name], { from: 'user' });
    });
}

const SOURCE_HINT = 'Name a folder with --dir PATH, or a bucket with --bucket NAME --prefix TEXT.';
const VERB_HINT =
  'A source comes behind the verb: wordcount run s3://BUCKET/PREFIX, or wordcount run PATH.';

/** Says what to do where commander says only what is wrong. */
function explainUsage(text: string, program: Command): string {
  const message = text
    .replace(/^error: /, 'wordcount: ')
    .replace(/^wordcount: unknown command /, 'wordcount: unknown verb ');
  const hint = /too many arguments for 'serve'/.test(message)
    ? SOURCE_HINT
    : /unknown verb '(?:s3:\/\/|[.~]?\/)/.test(message)
      ? VERB_HINT
      : undefined;
  if (hint !== undefined) return `${message.trimEnd().replace(/\.?$/, '.')} ${hint}\n`;
  if (!message.includes('unknown verb') || message.includes('Did you mean')) return message;
  const verbs = program.commands.map((command) => command.name());
  return `${message.trimEnd()}. The verbs are ${verbs.slice(0, -1).join(', ')} and ${verbs.at(-1)}.\n`;
}
