// Makes files for the page of counters.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededText } from './seeded.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** Many small files and one that takes longer. */
export function createTree(files = 300): string {
  const root = createTemporaryFolder();
  mkdirSync(join(root, 'logs'));
  for (let n = 0; n < files; n += 1) {
    writeFileSync(join(root, 'logs', `${n}.log`), seededText(50 + n * 3, n));
  }
  writeFileSync(join(root, 'long.log'), seededText(4_000_000));
  return root;
}
