import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { runIdOf } from '../../../src/journal/run-id.ts';
import { journalFolder } from '../../../src/journal/state-folder.ts';

const home = '/home/ann';

it.each([
  ['linux', {}, '/home/ann/.local/state/wordcount/runs'],
  ['linux', { XDG_STATE_HOME: '/state' }, '/state/wordcount/runs'],
  ['linux', { XDG_STATE_HOME: 'state' }, '/home/ann/.local/state/wordcount/runs'],
  ['linux', { XDG_STATE_HOME: '' }, '/home/ann/.local/state/wordcount/runs'],
  ['freebsd', {}, '/home/ann/.local/state/wordcount/runs'],
  ['darwin', {}, '/home/ann/Library/Application Support/wordcount/runs'],
  ['darwin', { XDG_STATE_HOME: '/state' }, '/state/wordcount/runs'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/wordcount/runs'],
  ['win32', {}, '/home/ann/AppData/Local/wordcount/runs'],
] as const)('is where %s keeps state, with %o', (platform, env, folder) => {
  expect(posix.normalize(journalFolder({ platform, env, home }))).toBe(folder);
});

it('names runs by the second in which they began, in universal time', () => {
  const date = new Date('2026-11-26T07:28:15.999Z');
  expect(runIdOf(date)).toBe('20261126-072815');
  expect(runIdOf(date, 2)).toBe('20261126-072815-2');
});
