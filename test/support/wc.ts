// Counts with `wc`, for reference.

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import type { Tally } from '../../src/counting/tally.ts';

/** The counts of each file below the folder, by its path from there. */
export async function wcOfEach(root: string): Promise<Map<string, Tally>> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  const { stdout } = await execa('wc', ['-lwc', '--', ...paths], {
    cwd: root,
    env: { LC_ALL: 'C' },
  });
  const tallies = new Map<string, Tally>();
  // The last line is a total.
  for (const line of stdout.split('\n').slice(0, paths.length)) {
    const [, lines, words, bytes, path = ''] = /^ *(\d+) +(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    tallies.set(path, { lines: Number(lines), words: Number(words), bytes: Number(bytes) });
  }
  return tallies;
}

/** The counts of all files below the folder together. */
export async function wcOfAll(root: string): Promise<Tally> {
  const sum = { bytes: 0, lines: 0, words: 0 };
  for (const { bytes, lines, words } of (await wcOfEach(root)).values()) {
    sum.bytes += bytes;
    sum.lines += lines;
    sum.words += words;
  }
  return sum;
}
