// The words that a shell may offer.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completeWords } from '../../../src/commands/complete-words.ts';
import { createProgram } from '../../../src/commands/program.ts';
import { readProfiles } from '../../../src/commands/read-profiles.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const program = createProgram(async (action) => void (await action()));

const offered = (...words: string[]) =>
  completeWords(program, words).candidates.map(({ value }) => value);

test('verbs, with what they do', () => {
  expect(offered('')).toEqual(
    expect.arrayContaining(['run', 'serve', 'deploy', 'destroy', 'complete', 'help', 'version']),
  );
  expect(offered('de')).toEqual(['deploy', 'destroy']);
  const [run] = completeWords(program, ['run']).candidates;
  expect(run?.description).toMatch(/^Count the objects/);
});

test('options of the verb, each of them once unless it takes a list', () => {
  expect(offered('run', '--pre')).toEqual(['--prefix']);
  expect(offered('run', '')).toContain('--dir');
  expect(offered('run', '--quiet', '--qu')).toEqual([]);
  expect(offered('run', '--include', 'a', '--incl')).toEqual(['--include', '--include-from']);
  expect(offered('deploy', '--slice')).toEqual([]);
  expect(offered('run', '--batch')).toEqual([]);
});

test('values of an option, behind a space and behind =', () => {
  expect(offered('run', '--words', '')).toEqual(['wc', 'identifier', 'article']);
  expect(offered('run', '--words', 'i')).toEqual(['identifier']);
  expect(offered('run', '--words=i')).toEqual(['identifier']);
  expect(offered('run', '--format', 'c')).toEqual(['csv']);
  expect(offered('run', '--prefix', '')).toEqual([]);
  expect(offered('run', '--nonsense=')).toEqual([]);
  // The value of this one may be left out.
  expect(offered('deploy', '--print-policy', '--dry')).toEqual(['--dry-run']);
  expect(offered('deploy', '--print-policy', 'd')).toEqual(['deploy', 'doctor']);
});

test('folders where a folder is wanted', () => {
  expect(completeWords(program, ['run', '--dir', 'x'])).toEqual({
    candidates: [],
    paths: 'folders',
  });
  expect(completeWords(program, ['serve', '--dir=x']).paths).toBe('folders');
  expect(completeWords(program, ['run', '--words', 'x']).paths).toBeUndefined();
});

test('shells behind complete, and verbs behind help', () => {
  expect(offered('complete', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(offered('complete', 'bash', '')).toEqual([]);
  expect(offered('help', 'se')).toEqual(['serve']);
});

test('nothing behind an unknown verb', () => {
  expect(offered('nonsense', '')).toEqual([]);
  expect(offered()).toContain('run');
});

test('values that this machine has', () => {
  const known = { '--profile': () => ['work', 'home'] };
  const values = (...words: string[]) =>
    completeWords(program, words, known).candidates.map(({ value }) => value);
  expect(values('run', '--profile', 'w')).toEqual(['work']);
  expect(values('deploy', '--profile=')).toEqual(['work', 'home']);
  expect(values('run', '--region', '')).toEqual([]);
});

test('profiles are the sections of the files of AWS', () => {
  const folder = createTemporaryFolder();
  const env = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  expect(readProfiles(env)).toEqual([]);
  writeFileSync(
    env.AWS_CONFIG_FILE,
    '[default]\nregion = x\n[profile work]\n[sso-session corp]\n[services local]\n',
  );
  writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, '[default]\n[home]\naws_access_key_id = [x]\n');
  expect(readProfiles(env)).toEqual(['default', 'home', 'work']);
});
