// Says what a person is told of an error: its message, or with `--debug` all that is known.

import { inspect } from 'node:util';
import { UserError, unexpectedFault } from '../errors/user-error.ts';
import { escapeControl, escapeLines } from '../text/escape-control.ts';

/** Control characters are escaped. Only with `debug` does the text have a stack. */
export function describeError(error: unknown, debug: boolean): string {
  if (debug) return escapeLines(inspect(error));
  if (error instanceof UserError) return escapeLines(error.message);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return unexpectedFault(escapeControl(text));
}
