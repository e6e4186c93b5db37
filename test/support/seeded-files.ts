// Made-up files for the table and the plot.

import { FileColumns } from '../../src/web/table/file-columns.ts';
import { seededRandom } from './seeded.ts';

export const STATUSES = ['counted', 'partial', 'failed', 'skipped'] as const;

/** A quarter of each status. */
export function seededFiles(count: number, maxFiles?: number): FileColumns {
  const random = seededRandom();
  const files = new FileColumns(maxFiles);
  for (let index = 0; index < count; index += 1) {
    files.add({
      type: 'object',
      key: `${String.fromCodePoint(97 + Math.floor(random() * 26))}-${index}`,
      words: Math.floor(random() * 20),
      lines: Math.floor(random() * 5),
      bytes: index,
      sizeBytes: Math.floor(random() * 1e6),
      ms: Math.floor(random() * 50),
      status: STATUSES[Math.floor(random() * 4)] ?? 'counted',
    });
  }
  return files;
}
