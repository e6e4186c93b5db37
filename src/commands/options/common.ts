// The options that every verb has: AWS settings and output.

import type { Command } from 'commander';
import { option } from '../cli-option.ts';
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
