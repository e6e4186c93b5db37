// The options of every verb that counts: what is counted, where, and how.

import type { Command, Option } from 'commander';
import { LISTING_LANES } from '../../aws/listing-lanes.ts';
import { WORD_RULES } from '../../counting/word-rule.ts';
import { checkConcurrency } from '../../engines/concurrency-bound.ts';
import type { EngineOptions } from '../../engines/engine-options.ts';
import type { Engine } from '../../events/run-event.ts';
import { ADDRESSINGS } from '../../protocol/addressing.ts';
import { AS_FORMATS } from '../../protocol/as-format.ts';
import { INVOKE_MODES } from '../../protocol/invoke-mode.ts';
import { option, repeatable } from '../cli-option.ts';
import { type ChosenSource, chooseSource, type Named } from './choose-source.ts';
import { addAwsOptions, nameOption } from './common.ts';
import {
  amount,
  anySize,
  bucketAlone,
  laneCount,
  moment,
  nonEmpty,
  patternsFrom,
  percentOrOff,
  positive,
  positiveOrAuto,
  price,
  size,
  storageClasses,
  wholeNumber,
} from './parsers.ts';

const DEFAULT_SLICE_BYTES = 128 * 2 ** 20;

const DEFAULT_HEDGE_PERCENT = 2;

/** Smaller slices would cost more requests than they save time. */
const MIN_SLICE_SIZE_BYTES = 64 * 1024;

/** As many as may be reserved. */
const LEAVE = { min: 0, max: 100_000 };

export interface CountingOptions extends EngineOptions {
  readonly quiet: boolean;
}

/** `prefix` is the option for the prefix, or prefixes, of the verb. */
export function addCountingOptions(command: Command, prefix: Option): Command {
  return (
    command
      .optionsGroup('What to count:')
      .addOption(
        option('--bucket <name>', 'count the objects in this S3 bucket (or BUCKET)', bucketAlone),
      )
      .addOption(option('--dir <path>', 'count the files below this folder'))
      .addOption(prefix)
      .addOption(
        repeatable(
          option(
            '--include <glob>',
            'count only keys that match this pattern; repeatable',
            nonEmpty,
          ),
        ),
      )
      .addOption(
        repeatable(
          option('--exclude <glob>', 'skip keys that match this pattern; repeatable', nonEmpty),
        ),
      )
      .addOption(
        repeatable(
          option('--include-from <file>', 'the same with patterns from a file', patternsFrom),
        ),
      )
      .addOption(
        repeatable(
          option('--exclude-from <file>', 'the same with patterns from a file', patternsFrom),
        ),
      )
      .addOption(
        option('--newer-than <time>', 'modified in this time (7d, 36h) or since a date', moment),
      )
      .addOption(
        option('--older-than <time>', 'modified before this time (7d, 36h) or a date', moment),
      )
      .addOption(option('--min-size <size>', 'stored bytes, at least', anySize))
      .addOption(option('--max-size <size>', 'stored bytes, at most', anySize))
      .addOption(
        repeatable(
          option(
            '--storage-class <name>',
            'only objects of this class; repeatable',
            storageClasses,
          ),
        ),
      )
      .optionsGroup('How to count:')
      .addOption(
        option('--engine <engine>', 'where to count (default: lambda for a bucket)').choices([
          'lambda',
          'local',
        ]),
      )
      .addOption(
        option(
          '--concurrency <n>',
          'maximum workers at a time, or auto: by the work and the account (local: one per core)',
          positiveOrAuto,
        ).default('auto'),
      )
      .addOption(
        option(
          '--list-concurrency <n>',
          'maximum requests at a time that list a bucket',
          laneCount,
        ).default(LISTING_LANES),
      )
      .addOption(
        option('--words <rule>', 'what counts as a word').choices(WORD_RULES).default('wc'),
      )
      .addOption(
        option('--as <format>', 'count all bytes as they are, without decompressing').choices(
          AS_FORMATS,
        ),
      )
      .addOption(option('--task-size <n>', 'maximum keys per worker task', positive).default(500))
      // The former name of --task-size.
      .addOption(option('--batch-size <n>', 'maximum keys per worker task', positive).hideHelp())
      .addOption(
        option(
          '--slice-size <size>',
          'largest part of one object that one worker counts',
          size(MIN_SLICE_SIZE_BYTES),
        ).default(DEFAULT_SLICE_BYTES, '128M'),
      )
  );
}

export function addLambdaOptions(command: Command): Command {
  return addAwsOptions(command)
    .addOption(nameOption('deployment to use: what its names begin with'))
    .addOption(
      option('--requester-pays', 'pay for requests to a requester-pays bucket').default(false),
    )
    .addOption(option('--no-sign-request', 'read a public bucket without credentials'))
    .addOption(
      option('--addressing <style>', "where the bucket's name goes: host or path").choices(
        ADDRESSINGS,
      ),
    )
    .addOption(
      option('--invoke <mode>', 'how functions send their answers')
        .choices(['auto', ...INVOKE_MODES])
        .default('auto'),
    )
    .addOption(leaveOption())
    .addOption(
      option(
        '--hedge <share>',
        'extra time for second workers beside slow ones, or off',
        percentOrOff,
      ).default(DEFAULT_HEDGE_PERCENT, `${DEFAULT_HEDGE_PERCENT}%`),
    )
    .optionsGroup('Cost, in US dollars:')
    .addOption(
      option(
        '--max-cost <usd>',
        'launch nothing more once a run on Lambda could cost this',
        amount,
      ),
    )
    .optionsGroup('Prices, in US dollars, instead of the listed ones:')
    .addOption(option('--price-gb-second <usd>', 'per GB-second', price))
    .addOption(option('--price-invocations <usd>', 'per million invocations', price))
    .addOption(option('--price-s3-get <usd>', 'per thousand S3 GET requests', price))
    .addOption(option('--price-s3-list <usd>', 'per thousand S3 LIST requests', price));
}

export function leaveOption(): Option {
  return option(
    '--leave <n>',
    "how many of the account's concurrent functions to leave to others (default: a tenth)",
    wholeNumber(LEAVE),
  );
}

/**
 * The chosen files, folder or bucket, and the engine, whose default depends on it. `sources` are the
 * arguments of the verb.
 * @throws {UserError} when no source is named, or `--concurrency` is too high for the engine.
 */
export function chooseTarget(
  command: Command,
  sources: readonly string[],
): ChosenSource & { readonly engine: Engine; readonly taskSize: number } {
  const prefix = command.getOptionValue('prefix') ?? '';
  const source = chooseSource({
    sources,
    dir: named(command, 'dir'),
    bucket: named(command, 'bucket'),
    inventory: command.getOptionValue('inventory'),
    fallback: process.env.BUCKET,
    prefixes: {
      values: Array.isArray(prefix) ? prefix : [prefix],
      typed: command.getOptionValueSource('prefix') === 'cli',
    },
  });
  const isRemote = 'bucket' in source || 'inventory' in source;
  const engine = command.getOptionValue('engine') ?? (isRemote ? 'lambda' : 'local');
  checkConcurrency(engine, command.getOptionValue('concurrency'));
  const isDefault = command.getOptionValueSource('taskSize') === 'default';
  const formerName = isDefault ? command.getOptionValue('batchSize') : undefined;
  return { ...source, engine, taskSize: formerName ?? command.getOptionValue('taskSize') };
}

/** The value of an option, and whether it was typed. */
export function named<Value = string>(command: Command, name: string): Named<Value> {
  return {
    value: command.getOptionValue(name),
    typed: command.getOptionValueSource(name) === 'cli',
  };
}
