// Tells whether a format's own command is installed. Tests that need a missing one are skipped.

import { spawnSync } from 'node:child_process';

/** @throws {Error} if it is missing and `REQUIRE_DECODERS=1` forbids such skips, as in CI. */
export function hasCommand(command: string, args: readonly string[] = ['--version']): boolean {
  // A command may refuse these arguments; it is installed if it could be started.
  const isThere = spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
  if (!isThere && process.env.REQUIRE_DECODERS === '1') {
    throw new Error(`The command ${command} is missing, and REQUIRE_DECODERS=1 requires it.`);
  }
  return isThere;
}
