// Refuses patterns that would be taken for sources, because they follow the one pattern of an option.

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { onePattern } from '../../errors/selection-error.ts';

const PATTERN_OPTIONS: readonly string[] = ['--include', '--exclude'];

/**
 * The shell replaces a pattern without quotes by several names, and the options once took several
 * patterns each. One existing path, or addresses, may follow; they are the run's sources then.
 * @throws {UserError} when what follows a pattern may have been meant as another one.
 */
export function checkPatternValues(command: Command, sources: readonly string[]): void {
  if (sources.length === 0) return;
  const typed = (command.parent as (Command & { rawArgs?: string[] }) | null)?.rawArgs ?? [];
  const hasOption = ['dir', 'bucket'].some((name) => command.getOptionValueSource(name) === 'cli');
  for (const [at, option] of typed.entries()) {
    if (option === '--') return;
    const pattern = typed[at + 1];
    if (!PATTERN_OPTIONS.includes(option) || pattern === undefined) continue;
    const following: string[] = [];
    for (const next of typed.slice(at + 2)) {
      if (next.startsWith('-')) break;
      following.push(next);
    }
    const [next] = following;
    if (next === undefined || following.every((text) => text.startsWith('s3://'))) continue;
    const isSource = following.length === 1 && sources.length === 1 && existsSync(next);
    if (hasOption || !isSource) throw onePattern(option, pattern, next);
  }
}
