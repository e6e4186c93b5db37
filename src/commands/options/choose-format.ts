// The form of the result, given the options and where it goes.

import { noTableOfKeys, twoFormats } from '../../errors/user-error.ts';
import type { ResultFormat } from '../../reporters/result-format-names.ts';
import type { Named } from './choose-source.ts';

export interface FormatOptions {
  readonly format: Named<ResultFormat>;
  readonly json: Named<boolean>;
  /** Whether totals are asked for, and not one line for each key. */
  readonly agg: boolean;
}

/**
 * A terminal gets the block that people read, and anything else the line of `wc`. A typed option takes
 * precedence over the environment.
 * @throws {UserError} when two formats are asked for, or a table of keys.
 */
export function chooseFormat(options: FormatOptions, isTerminal: boolean): ResultFormat {
  const chosen = chosenFormat(options);
  if (!options.agg && chosen === 'table') throw noTableOfKeys();
  if (!options.agg) return chosen ?? 'json';
  return chosen ?? (isTerminal ? 'table' : 'plain');
}

function chosenFormat({ format, json }: FormatOptions): ResultFormat | undefined {
  if (!json.value) return format.value;
  if (format.value === undefined || format.value === 'json') return 'json';
  if (format.typed === json.typed) throw twoFormats(format.value);
  return format.typed ? format.value : 'json';
}
