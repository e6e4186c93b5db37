// The options that say which deployment a command is about, for messages that advise a command.

import { hidePassword } from '../text/hide-password.ts';
import { shellWord } from '../text/shell-word.ts';
import { DEFAULT_STEM } from './stem.ts';

export interface DeploymentChoice {
  readonly name?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/** Each option has a space before it, so that the text follows a verb. A password in an address is not shown. */
export function deploymentOptions({
  name = DEFAULT_STEM,
  region,
  profile,
  endpointUrl,
}: DeploymentChoice): string {
  const options: readonly (readonly [string, string | undefined])[] = [
    ['--name', name === DEFAULT_STEM ? undefined : name],
    ['--region', region],
    ['--profile', profile],
    ['--endpoint-url', endpointUrl && hidePassword(endpointUrl)],
  ];
  return options
    .map(([option, value]) => (value === undefined ? '' : ` ${option} ${shellWord(value)}`))
    .join('');
}
