// Makes a folder for a test, which is removed when the test ends.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'wordcount-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
