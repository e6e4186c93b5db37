// The completions that a shell may offer for a word: pure, from the definitions of verbs and options.

import type { Command, Option } from 'commander';
import { takesList } from './cli-option.ts';
import { SHELLS } from './shells.ts';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Paths are found by the shell. */
  readonly paths?: 'folders' | 'files';
}

const NOTHING: Completion = { candidates: [] };

/** Values that this machine has for an option, by its long name. */
export type KnownValues = Readonly<Record<string, () => readonly string[]>>;

/** `words` are those behind the program's name; the last one is being typed and may be empty. */
export function completeWords(
  program: Command,
  words: readonly string[],
  known: KnownValues = {},
): Completion {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const verb = program.commands.find((command) => command.name() === before[0]);
  if (verb === undefined) return before.length > 0 ? NOTHING : matching(verbsOf(program), current);

  const [, flag, typed = ''] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  const assigned = verb.options.find(({ long }) => long !== undefined && long === flag);
  if (flag !== undefined) return assigned ? valuesOf(assigned, typed, known) : NOTHING;

  const open = optionBefore(verb, before);
  const isValue = open?.required || !current.startsWith('-');
  if (open && isValue) return valuesOf(open, current, known);
  if (current.startsWith('-')) return matching(optionsOf(verb, before), current);
  // Sources are files and folders; the options are offered behind a dash.
  if (verb.name() === 'run' && current !== '') return { candidates: [], paths: 'files' };
  return matching(argumentsOf(program, verb, before) ?? optionsOf(verb, before), current);
}

/** The option whose value the next word is. Another one of a list could be, but an option is as likely. */
function optionBefore(verb: Command, before: readonly string[]): Option | undefined {
  const at = before.findLastIndex((word) => word.startsWith('-'));
  const option = verb.options.find(({ long, short }) => [long, short].includes(before[at]));
  if (!option || !(option.required || option.optional)) return undefined;
  const given = before.length - 1 - at;
  return given === 0 ? option : undefined;
}

/** By the name of the value in the help: `<path>` is a folder, and `<file>` is a file. */
function valuesOf(option: Option, typed: string, known: KnownValues): Completion {
  if (/<path/.test(option.flags)) return { candidates: [], paths: 'folders' };
  if (/<file/.test(option.flags)) return { candidates: [], paths: 'files' };
  const choices = option.argChoices ?? known[String(option.long)]?.() ?? [];
  return matching(
    choices.map((value) => ({ value, description: '' })),
    typed,
  );
}

function verbsOf(program: Command): Candidate[] {
  const verbs = program.commands.map((command) => ({
    value: command.name(),
    description: command.description(),
  }));
  return [
    ...verbs,
    { value: '--help', description: 'show help' },
    { value: '--version', description: 'show the version' },
  ];
}

/** Those that may be given once are not offered twice. */
function optionsOf(verb: Command, before: readonly string[]): Candidate[] {
  return verb
    .createHelp()
    .visibleOptions(verb)
    .filter((option) => takesList(option) || !before.includes(String(option.long)))
    .map(({ long, description }) => ({ value: String(long), description }));
}

function argumentsOf(
  program: Command,
  verb: Command,
  before: readonly string[],
): Candidate[] | undefined {
  if (verb.name() === 'complete') {
    return before.length > 1 ? [] : SHELLS.map((value) => ({ value, description: '' }));
  }
  if (verb.name() !== 'help') return undefined;
  return before.length > 1 ? [] : verbsOf(program).filter(({ value }) => !value.startsWith('-'));
}

function matching(candidates: readonly Candidate[], typed: string): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)) };
}
