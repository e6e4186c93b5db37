// The examples of a verb, for its help and for the manual page.

import type { Command } from 'commander';

/** A command as one types it, and what it does. */
export type Example = readonly [command: string, purpose: string];

const examples = new WeakMap<Command, readonly Example[]>();

/** Purposes begin in this column, unless a command is too long. */
const PURPOSE_COLUMN = 45;

/** Shows the examples behind the options in the help of the command. */
export function addExamples(command: Command, added: readonly Example[]): Command {
  examples.set(command, added);
  return command.addHelpText('after', `\nExamples:\n${added.map(renderExample).join('')}`);
}

export function examplesOf(command: Command): readonly Example[] {
  return examples.get(command) ?? [];
}

function renderExample([command, purpose]: Example): string {
  const lines = command.split('\n').map((line) => `  ${line}`);
  const last = lines.pop() as string;
  const isShort = last.length < PURPOSE_COLUMN;
  const end = isShort
    ? `${last.padEnd(PURPOSE_COLUMN)}${purpose}`
    : `${last}\n${' '.repeat(PURPOSE_COLUMN)}${purpose}`;
  return `${[...lines, end].join('\n')}\n`;
}
