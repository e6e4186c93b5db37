// The weight of the pages, as a proxy that compresses sends them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const PAGES = fileURLToPath(new URL('../../dist/pages', import.meta.url));

test('all pages together are below 150 kB', () => {
  const files = readdirSync(PAGES, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile() && /\.(html|js|css|svg)$/.test(file.name))
    .map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);
  expect(sizes.length).toBeGreaterThan(6);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
});
