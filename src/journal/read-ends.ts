// Reads only the first and last lines of a long journal, which is enough if its run has ended.

import type { FileHandle } from 'node:fs/promises';
import type { Prices } from '../events/prices.ts';
import { parseHeader, parseLine } from './journal-line.ts';
import type { JournalContent } from './read-journal.ts';
import { openLine } from './sealed-line.ts';

const END_BYTES = 64 * 1024;

/** Undefined if the journal is short, or does not end with the end of its run: then read all of it. */
export async function readEnds(
  handle: FileHandle,
  sizeBytes: number,
): Promise<JournalContent | undefined> {
  if (sizeBytes <= 2 * END_BYTES) return undefined;
  const first = (await readText(handle, 0)).split('\n').slice(0, -1);
  const last = (await readText(handle, sizeBytes - END_BYTES)).split('\n').slice(1);
  // Behind the last newline there is nothing, unless a line was torn off.
  if (last.pop() !== '') return undefined;
  try {
    const header = parseHeader(openText(first[0]));
    const ended = parseLine(openText(last.at(-1)));
    if (ended.type !== 'ended') return undefined;
    const prices = findPrices(first.slice(1));
    const status = ended.reason ?? ended.status;
    return { header, prices, figures: ended, status, brokeOff: false, lengthBytes: sizeBytes };
  } catch {
    // Reading all of it says what is wrong.
    return undefined;
  }
}

function openText(text = ''): unknown {
  return openLine(Buffer.from(text));
}

async function readText(handle: FileHandle, offset: number): Promise<string> {
  const bytes = Buffer.alloc(END_BYTES);
  const { bytesRead } = await handle.read(bytes, 0, END_BYTES, offset);
  return bytes.toString('utf8', 0, bytesRead);
}

function findPrices(lines: readonly string[]): Prices | undefined {
  for (const text of lines) {
    const line = parseLine(openText(text));
    if (line.type === 'prices') return line.prices;
    if (line.type === 'settled') return undefined;
  }
  return undefined;
}
