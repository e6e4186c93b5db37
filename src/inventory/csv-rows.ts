// Reads the rows of an inventory file in CSV, compressed with gzip.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html#storage-inventory-contents

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type InventoryRow, toRow } from './inventory-row.ts';

const NEWLINE = 0x0a;

/** Each field is in quotes, in which a quote is doubled; some writers leave the quotes out. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;

/** Throws an error that says what is wrong with the file. */
export async function* readCsvRows(
  path: string,
  columns: readonly string[],
): AsyncGenerator<readonly InventoryRow[]> {
  let number = 0;
  for await (const lines of readLines(path)) {
    yield lines.flatMap((text) => {
      number += 1;
      const line = text.replace(/\r$/, '');
      if (line === '') return [];
      const fields = parseFields(line);
      const row =
        fields?.length === columns.length
          ? toRow((name) => read(fields, columns, name))
          : `it has not ${columns.length} fields`;
      if (typeof row === 'string') throw new Error(`line ${number}: ${row}`);
      return [row];
    });
  }
}

function read(fields: readonly string[], columns: readonly string[], name: string) {
  const value = fields[columns.indexOf(name)];
  if (value === undefined || value === '') return undefined;
  return name === 'Key' ? decodeKey(value) : value;
}

/** Keys are encoded as in a form: a space is `+`, and a plus is `%2B`. */
function decodeKey(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The fields of a line; nothing if it is none of CSV. */
export function parseFields(line: string): string[] | undefined {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const match = FIELD.exec(line);
    if (!match) return undefined;
    const [, quoted, plain = '', end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '') return fields;
  }
}

/** Yields the lines of each piece of the file. An encoded key has no newline, so neither has a field. */
async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  const gunzip = createGunzip();
  // The error of the file, or of its compression, also ends the iteration.
  const piped = pipeline(createReadStream(path), gunzip).catch(() => undefined);
  let rest: Buffer = Buffer.of();
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield bytes.toString('utf8', 0, end - 1).split('\n');
  }
  await piped;
  if (rest.length > 0) yield [rest.toString('utf8')];
}
