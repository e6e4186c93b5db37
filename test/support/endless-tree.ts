// A folder whose counting goes on for as long as a test needs it to.

import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from './temporary-folder.ts';

/** A small file and one that takes far longer to count than any test lasts; it has no blocks. */
export function createEndlessTree(): string {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'small.txt'), 'three small words');
  writeFileSync(join(root, 'endless.log'), '');
  truncateSync(join(root, 'endless.log'), 2 ** 42);
  return root;
}
