// The options that a report names are those that were given, in words, and without secrets.

import { Command } from 'commander';
import { expect, test } from 'vitest';
import { describeGivenOptions } from '../../../../src/commands/options/given-options.ts';
import { addRunVerb } from '../../../../src/commands/options/run.ts';

function describe(...args: string[]) {
  const program = new Command().exitOverride();
  addRunVerb(program, async () => {});
  program.parse(['run', ...args], { from: 'user' });
  return describeGivenOptions(program.commands[0] as Command);
}

test.each([
  [['--prefix', 'a/', '--prefix', 'b/'], '--prefix', 'a/ b/'],
  [['--newer-than', '7d'], '--newer-than', '7d'],
  [['--newer-than', '90m'], '--newer-than', '90m'],
  [['--older-than', '36h'], '--older-than', '36h'],
  [['--older-than', '2026-11-01'], '--older-than', '2026-11-01T00:00:00.000Z'],
  [['--requester-pays'], '--requester-pays', 'yes'],
  [['--endpoint-url', 'http://me:secret@host/'], '--endpoint-url', 'http://…@host/'],
])('%j', (args, name, value) => {
  expect(describe('.', ...args)).toEqual([[name, value]]);
});
