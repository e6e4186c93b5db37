// Saves the files of the table as CSV.

import { toCsv } from '../../text/separated-values.ts';
import { type FileColumns, nameOf } from './file-columns.ts';

/** @param order indices of the files, as the table has them. */
export function saveFiles(files: FileColumns, order: Uint32Array): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([toCsv(rowsOf(files, order))], { type: 'text/csv' }));
  link.download = 'wordcount.csv';
  link.click();
  // The browser has begun the download by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function* rowsOf(files: FileColumns, order: Uint32Array): Generator<(string | number)[]> {
  yield ['key', 'words', 'lines', 'bytes', 'sizeBytes', 'ms', 'status', 'reason'];
  for (const index of order) {
    const { key, words, lines, bytes, sizeBytes, ms, outcome, reason } = files.row(index);
    yield [key, words, lines, bytes, sizeBytes, ms, nameOf(outcome), reason ?? ''];
  }
}
