// What counting costs, as far as that can be known before anything is read.

import { formatByName, formatNamed } from './recognise.ts';

export interface Costing {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly format?: string | undefined;
}

/** What counting these bytes of an object costs, in bytes of plain text. */
export function costOf({ key, start, end, format }: Costing): number {
  const { costPerByte } = format === undefined ? formatByName(key) : formatNamed(format);
  // The last unit of a slice may be entered behind the slice's end.
  return Math.max(0, end - start) * costPerByte;
}
