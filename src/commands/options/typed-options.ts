// The options that were typed beside `--resume`, by the names that the journal has for them.

import type { Command } from 'commander';
import type { EngineOptions } from '../../engines/engine-options.ts';
import { chooseSource } from './choose-source.ts';
import { named } from './counting.ts';

/**
 * Variables do not matter to a run that has begun. `sources` are the arguments of the verb.
 * @throws {UserError} when what to count is named twice.
 */
export function typedOptions(command: Command, sources: readonly string[]): Partial<EngineOptions> {
  const typed: Record<string, unknown> = {};
  for (const option of command.options) {
    const { value, typed: isTyped } = named<unknown>(command, option.attributeName());
    if (isTyped) typed[option.attributeName()] = value;
  }
  const { prefix, batchSize, ...options } = typed;
  if (prefix !== undefined) options.prefixes = prefix;
  if (batchSize !== undefined) options.taskSize ??= batchSize;
  if (sources.length === 0) return options;
  const values = (prefix as readonly string[] | undefined) ?? [''];
  const source = chooseSource({
    sources,
    dir: named(command, 'dir'),
    bucket: named(command, 'bucket'),
    fallback: undefined,
    prefixes: { values, typed: prefix !== undefined },
  });
  return { ...options, ...source };
}
