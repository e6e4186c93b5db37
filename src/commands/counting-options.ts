// The options that say what is counted, by whom and how: those of every verb that counts.

import { type Command, InvalidArgumentError } from 'commander';
import { WORD_RULES } from '../counting/word-rule.ts';
import { checkConcurrency } from '../engines/concurrency-bound.ts';
import type { EngineOptions } from '../engines/engine-options.ts';
import type { Engine } from '../events/run-event.ts';
import { AS_FORMATS } from '../protocol/as-format.ts';
import { INVOKE_MODES } from '../protocol/invoke-mode.ts';
import { type ChosenSource, chooseSource, type Named } from './choose-source.ts';
import { option } from './cli-option.ts';

const DEFAULT_SLICE_BYTES = 128 * 2 ** 20;

/** Below this there would be more requests than counting. */
const MIN_SLICE_BYTES = 64 * 1024;

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

export interface CountingOptions extends EngineOptions {
  readonly quiet: boolean;
}

export function addCountingOptions(command: Command): Command {
  return (
    command
      .addOption(option('--bucket <name>', 'count the objects of this S3 bucket (or BUCKET)'))
      .addOption(option('--dir <path>', 'count the files below this folder'))
      .addOption(option('--prefix <text>', 'only keys that start so').default(''))
      .addOption(
        option('--include <glob...>', 'only keys that match one of these patterns', patterns),
      )
      .addOption(
        option('--exclude <glob...>', 'no keys that match one of these patterns', patterns),
      )
      .addOption(option('--words <rule>', 'what a word is').choices(WORD_RULES).default('wc'))
      .addOption(
        option('--as <format>', 'count all bytes as they are, decompress none').choices(AS_FORMATS),
      )
      .addOption(
        option('--engine <engine>', 'who counts (default: lambda for a bucket)').choices([
          'lambda',
          'local',
        ]),
      )
      .addOption(
        option(
          '--concurrency <n>',
          'workers at a time (default: 100; local: one per core)',
          positive,
        ),
      )
      .addOption(option('--task-size <n>', 'maximum keys per worker task', positive).default(500))
      // The name that it had before.
      .addOption(option('--batch-size <n>', 'maximum keys per worker task', positive).hideHelp())
      .addOption(
        option('--slice-size <size>', 'most of one object that one worker counts', size).default(
          DEFAULT_SLICE_BYTES,
          '128M',
        ),
      )
  );
}

/** They stand last in the help, under a heading of their own. */
export function addAwsOptions(command: Command): Command {
  return command
    .optionsGroup('AWS:')
    .addOption(option('--name <stem>', 'what the functions are named after').default('wordcount'))
    .addOption(option('--region <region>', 'the AWS region (default: as the AWS CLI has it)'))
    .addOption(option('--profile <name>', 'the AWS profile'))
    .addOption(option('--endpoint-url <url>', 'send AWS requests here'))
    .addOption(
      option('--requester-pays', 'pay for reading where the owner does not').default(false),
    )
    .addOption(
      option('--invoke <mode>', 'how the functions answer')
        .choices(['auto', ...INVOKE_MODES])
        .default('auto'),
    )
    .addOption(option('--price-gb-second <dollars>', 'another price of a GB-second', price))
    .addOption(option('--price-invocations <dollars>', 'of a million invocations', price))
    .addOption(option('--price-s3-get <dollars>', 'of a thousand S3 GET requests', price))
    .addOption(option('--price-s3-list <dollars>', 'of a thousand S3 LIST requests', price));
}

/**
 * The folder or bucket that was named, and the engine, which goes by it.
 * @throws {UserError} when none is named, or more workers are asked for than there can be.
 */
export function chooseTarget(
  command: Command,
): ChosenSource & { readonly engine: Engine; readonly taskSize: number } {
  const source = chooseSource(named(command, 'dir'), named(command, 'bucket'), env('BUCKET'));
  const engine = command.getOptionValue('engine') ?? ('bucket' in source ? 'lambda' : 'local');
  checkConcurrency(engine, command.getOptionValue('concurrency'));
  const isDefault = command.getOptionValueSource('taskSize') === 'default';
  const older = isDefault ? command.getOptionValue('batchSize') : undefined;
  return { ...source, engine, taskSize: older ?? command.getOptionValue('taskSize') };
}

function named(command: Command, name: string): Named {
  return {
    value: command.getOptionValue(name),
    typed: command.getOptionValueSource(name) === 'cli',
  };
}

function env(name: string): string | undefined {
  return process.env[name];
}

function price(value: string): number {
  if (/^\d+(\.\d+)?(e-\d+)?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a number of dollars, such as 0.0000166667.');
}

function patterns(value: string, previous?: readonly string[]): string[] {
  if (value !== '') return [...(previous ?? []), value];
  throw new InvalidArgumentError('It must not be empty.');
}

function size(value: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})([KMGT]?)(?:iB|B)?$/i.exec(value) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? 1);
  if (bytes >= MIN_SLICE_BYTES) return bytes;
  throw new InvalidArgumentError('It must be a size of 64K or more, such as 32M or 1G.');
}

/** A whole number from 1 to 9999999. */
export function positive(value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999999.');
}
