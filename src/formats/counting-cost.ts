// Estimates the counting cost of bytes before any of them is read.

import { formatByName, formatNamed } from './recognise.ts';

export interface CostedBytes {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly format?: string | undefined;
}

/** The cost of counting the bytes `[start, end)` of an object, in bytes of plain text. */
export function costOf({ key, start, end, format }: CostedBytes): number {
  const { costPerByte } = format === undefined ? formatByName(key) : formatNamed(format);
  // The last unit of a slice may be entered behind the slice's end.
  return Math.max(0, end - start) * costPerByte;
}

/** Whether an object of this name can be divided before any of it is counted, if it has the format of its name. */
export function mayBeDividable(key: string): boolean {
  return formatByName(key).splitHint(NO_BYTES, false) !== undefined;
}

const NO_BYTES = new Uint8Array(0);
