// The same objects in a bucket and in a folder, for tests that count both.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { startBucket } from './start-aws.ts';

export type Files = Readonly<Record<string, string>>;

/** Starts a bucket with these objects for the tests of a file. */
export function useBucketOf(files: Files) {
  let bucket: Awaited<ReturnType<typeof startBucket>>;
  beforeAll(async () => {
    bucket = await startBucket();
    for (const [key, text] of Object.entries(files)) await bucket.put(key, text);
  });
  afterAll(() => bucket.close());
  return () => bucket;
}

/** A new folder with these files. */
export function createTreeOf(files: Files): string {
  const root = createTemporaryFolder();
  for (const [key, text] of Object.entries(files)) {
    const path = join(root, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return root;
}
