// A format's own command as the reference, where it is installed.

import { spawnSync } from 'node:child_process';
import { hasCommand } from '../support/has-command.ts';
import type { Reference } from './decoder-target.ts';
import { KEPT_BYTES } from './run-decoder.ts';

/** A process takes long, compared with most decoders: it is started for one input in so many. */
export function commandReference(command: string, oneIn: number) {
  if (!hasCommand(command)) return undefined;
  return {
    oneIn,
    to(input: Uint8Array): Reference | undefined {
      const { stdout, status, error } = spawnSync(command, ['-d', '-c', '-q'], {
        input,
        maxBuffer: 16 * KEPT_BYTES,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      // It may stop reading before all is written to it.
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') return undefined;
      return { bytes: stdout, isSound: status === 0 };
    },
  };
}
