// Counts with the system's own tools, for reference.

import { execFileSync } from 'node:child_process';

export interface ReferenceCount {
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
}

/** `zcat -f FILE | LC_ALL=C wc` for one file. Errors of zcat are ignored. */
export function countByTools(path: string): ReferenceCount {
  const script = 'zcat -f -- "$1" 2>/dev/null | wc -lwc';
  const output = execFileSync('sh', ['-c', script, 'sh', path], {
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    encoding: 'utf8',
  });
  const [lines = 0, words = 0, bytes = 0] = output.trim().split(/\s+/).map(Number);
  return { lines, words, bytes };
}

/** Counts many files of a folder at once: `gzip -d` for those that end in .gz, then `LC_ALL=C wc`. */
export function countEachByTools(folder: string, names: readonly string[]): ReferenceCount[] {
  const tool = (command: string, args: readonly string[]) =>
    execFileSync(command, args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
  const gzipped = names.filter((name) => name.endsWith('.gz'));
  if (gzipped.length > 0) tool('gzip', ['-dk', ...gzipped]);
  const plain = names.map((name) => name.replace(/\.gz$/, ''));
  const counts = tool('wc', ['-lwc', ...plain])
    .trimEnd()
    .split('\n');
  // The line after the last file is the sum.
  return plain.map((_, index) => {
    const [lines = 0, words = 0, bytes = 0] = (counts[index] ?? '').trim().split(/\s+/).map(Number);
    return { lines, words, bytes };
  });
}

export function addReferences(counts: readonly ReferenceCount[]): ReferenceCount {
  return counts.reduce(
    (sum, { lines, words, bytes }) => ({
      lines: sum.lines + lines,
      words: sum.words + words,
      bytes: sum.bytes + bytes,
    }),
    { lines: 0, words: 0, bytes: 0 },
  );
}
