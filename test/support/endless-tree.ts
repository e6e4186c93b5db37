// Makes a folder whose counting lasts longer than any test.

import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from './temporary-folder.ts';

/** A small file, and a sparse one that takes far longer to count than any test lasts. */
export function createEndlessTree(): string {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'small.txt'), 'three small words');
  writeFileSync(join(root, 'endless.log'), '');
  truncateSync(join(root, 'endless.log'), 2 ** 42);
  return root;
}
