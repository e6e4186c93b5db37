// The manual page, from the same definitions as the help: pure, in the language of man 7 man.

import type { Command, Option } from 'commander';
import { examplesOf } from './examples.ts';
import { ENVIRONMENT, EXIT_STATUS } from './program.ts';

export function renderManPage(program: Command, version: string): string {
  return `${[
    `.TH WORDCOUNT 1 "" "wordcount ${version}" "User Commands"`,
    '.SH NAME',
    'wordcount \\- count words and lines in S3 or in a folder',
    '.SH SYNOPSIS',
    ...program.commands.flatMap((verb) => ['.B wordcount', text(synopsisOf(verb)), '.br']),
    '.SH DESCRIPTION',
    text(program.description()),
    '.SH COMMANDS',
    ...program.commands.flatMap(renderVerb),
    '.SH ENVIRONMENT',
    text(ENVIRONMENT),
    '.SH EXIT STATUS',
    ...EXIT_STATUS.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, text(meaning)]),
    '.SH EXAMPLES',
    ...renderExamples(program),
  ].join('\n')}\n`;
}

function synopsisOf(verb: Command): string {
  return `${verb.name()} ${verb.usage()}`;
}

function renderVerb(verb: Command): string[] {
  const options = verb.createHelp().visibleOptions(verb);
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    // The one option without a group is `--help`, which nobody looks up here.
    const { helpGroupHeading: group } = option;
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  return [
    `.SS "wordcount ${text(synopsisOf(verb))}"`,
    text(verb.description()),
    ...[...groups].flatMap(([heading, members]) => [
      '.PP',
      `.I "${text(heading.replace(/:$/, ''))}"`,
      ...members.flatMap((option) => [
        '.TP',
        `.B "${text(option.flags)}"`,
        text(verb.createHelp().optionDescription(option)),
      ]),
    ]),
    ...renderExamples(verb),
  ];
}

function renderExamples(command: Command): string[] {
  return examplesOf(command).flatMap(([typed, purpose]) => [
    '.PP',
    text(`${purpose}:`),
    '.PP',
    '.RS 4',
    '.nf',
    ...typed.split('\n').map(text),
    '.fi',
    '.RE',
  ]);
}

/** A backslash and a hyphen would be read as commands and as a typographic hyphen. */
function text(plain: string): string {
  const escaped = plain
    .trim()
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
