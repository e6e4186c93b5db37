// The folder where the journals of runs are kept, as the platform has it.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Below XDG_STATE_HOME wherever that is set. A relative path in it counts as none.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function journalFolder(
  { platform, env, home }: Machine = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
  },
): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = env;
  return join(stateHome(), 'wordcount', 'runs');

  function stateHome(): string {
    if (xdg && isAbsolute(xdg)) return xdg;
    if (platform === 'darwin') return join(home, 'Library', 'Application Support');
    if (platform === 'win32') return local || join(home, 'AppData', 'Local');
    return join(home, '.local', 'state');
  }
}
