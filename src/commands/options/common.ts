// The options that every verb has: AWS settings and output.

import type { Command, Option } from 'commander';
import { DEFAULT_STEM } from '../../protocol/stem.ts';
import { option } from '../cli-option.ts';
import { stem } from './aws-parsers.ts';
import { endpointUrl } from './parsers.ts';

export function addAwsOptions(command: Command): Command {
  return command
    .optionsGroup('AWS:')
    .addOption(option('--region <region>', 'AWS region (default: as for the AWS CLI)'))
    .addOption(option('--profile <name>', 'AWS profile'))
    .addOption(option('--endpoint-url <url>', 'send requests here instead of to AWS', endpointUrl));
}

/** `--quiet` and `--no-color` are added by the verbs that have them. */
export function addDebugOptions(command: Command): Command {
  return command
    .addOption(option('--debug', 'show the stack of an error').default(false))
    .helpOption('-h, --help', 'show help');
}

export const noColor = () => option('--no-color', 'print without colours');

export function nameOption(description: string): Option {
  return option('--name <stem>', description, stem).default(DEFAULT_STEM);
}
