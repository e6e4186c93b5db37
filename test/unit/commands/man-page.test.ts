// The manual page.

import { expect, test } from 'vitest';
import { renderManPage } from '../../../src/commands/man-page.ts';
import { createProgram } from '../../../src/commands/program.ts';

const program = createProgram(async (action) => void (await action()));
const page = renderManPage(program, '1.2.3');

/** As a reader sees the text, without what is only for the formatter. */
const text = page.replaceAll('\\-', '-').replaceAll('\\e', '\\').replaceAll('\\(dq', '"');

test('it names the version, every verb and every option', () => {
  expect(page).toMatch(/^\.TH WORDCOUNT 1 "" "wordcount 1\.2\.3"/);
  for (const verb of program.commands) {
    expect(text).toContain(`.SS "wordcount ${verb.name()} `);
    for (const option of verb.options.filter(({ hidden }) => !hidden)) {
      expect(text).toContain(`.B "${option.flags}"`);
    }
  }
});

test('it has the sections that a reader looks for, in their order', () => {
  const sections = [...page.matchAll(/^\.SH (.*)$/gm)].map(([, name]) => name);
  expect(sections).toEqual([
    'NAME',
    'SYNOPSIS',
    'DESCRIPTION',
    'COMMANDS',
    'ENVIRONMENT',
    'EXIT STATUS',
    'EXAMPLES',
  ]);
});

test('no line of text is taken for a request', () => {
  const requests = page.split('\n').filter((line) => /^[.']/.test(line));
  expect(new Set(requests.map((line) => line.split(' ')[0]))).toEqual(
    new Set(['.TH', '.SH', '.B', '.br', '.SS', '.PP', '.I', '.TP', '.RS', '.nf', '.fi', '.RE']),
  );
});

test('hyphens can be copied', () => {
  expect(page.replace(/^\.TH.*$/m, '')).not.toMatch(/(?<!\\)-/);
});
