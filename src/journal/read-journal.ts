// Reads a journal from its beginning, and holds each of its lines to the format.

import type { FileHandle } from 'node:fs/promises';
import {
  journalDamaged,
  journalEmpty,
  journalOfOtherFormat,
  journalUnreadable,
} from '../errors/journal-error.ts';
import type { Prices } from '../events/prices.ts';
import {
  type Figures,
  JOURNAL_FORMAT,
  type JournalHeader,
  type JournalLine,
  otherFormatOf,
  type PartStatus,
  parseHeader,
  parseLine,
} from './journal-line.ts';
import { readLines } from './read-lines.ts';
import { openLine } from './sealed-line.ts';

/** Where a line is in the file, without its newline. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

export interface JournalContent {
  readonly header: JournalHeader;
  readonly prices: Prices | undefined;
  readonly figures: Figures | undefined;
  /** How the last part ended; undefined if it broke off, or could not write its journal to the end. */
  readonly status: PartStatus | undefined;
  /** Whether any part broke off, so that some of its bills never arrived. */
  readonly brokeOff: boolean;
  /** The length of all whole lines. */
  readonly lengthBytes: number;
}

/**
 * Passes every line after the header to `visit`.
 * @throws {UserError} when it is no journal of this format, or a line in it is broken. A torn last line is
 * left out.
 */
export async function readJournal(
  handle: FileHandle,
  path: string,
  visit: (line: JournalLine, place: LinePlace) => void = () => undefined,
): Promise<JournalContent> {
  let header: JournalHeader | undefined;
  let prices: Prices | undefined;
  let hasPart = false;
  let figures: Figures | undefined;
  let status: PartStatus | undefined;
  let brokeOff = false;
  let lines = 0;

  function take(text: Buffer, offset: number): void {
    lines += 1;
    const value = openLine(text);
    if (!header) {
      header = toHeader(value, path);
      return;
    }
    const line = parseLine(value);
    switch (line.type) {
      case 'part':
        if (hasPart && status === undefined) brokeOff = true;
        hasPart = true;
        status = undefined;
        break;
      case 'prices':
        prices = line.prices;
        break;
      case 'figures':
        figures = line;
        break;
      case 'ended':
        figures = line;
        status = line.reason ?? line.status;
        break;
      case 'settled':
      case 'state':
      case 'stopped':
        break;
    }
    visit(line, { offset, length: text.length });
  }

  const lengthBytes = await readLines(handle, take).catch((error) => {
    if (isSystemError(error)) throw journalUnreadable(path, error.message, error);
    if (error.name === 'UserError') throw error;
    throw journalDamaged(path, lines, error.message, error);
  });
  if (!header) throw journalEmpty(path);
  brokeOff ||= hasPart && status === undefined;
  return { header, prices, figures, status, brokeOff, lengthBytes };
}

function toHeader(value: unknown, path: string): JournalHeader {
  const other = otherFormatOf(value);
  if (other) throw journalOfOtherFormat(path, other.program, other.format, JOURNAL_FORMAT);
  return parseHeader(value);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
