// The npm package has what the program needs, and no more.

import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

/** A little more than it is; growth has to be worth what everybody downloads. */
const MAX_PACKED_BYTES = 945_000;
const MAX_UNPACKED_BYTES = 1_830_000;

test('the package has the program and its docs, and stays small', async () => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await execa('npm', args, { cwd });
  const [{ size, unpackedSize, files }] = JSON.parse(stdout);
  const paths = files.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'bin/wordcount.js',
      'dist/cli.js',
      'dist/functions/cascade.zip',
      'dist/functions/worker.zip',
      'dist/pages/index.html',
      'dist/wordcount.1',
      'dist/worker-thread.js',
      'LICENSE',
      'README.md',
    ]),
  );
  const places = new Set(paths.map((path: string) => path.split('/')[0]));
  expect([...places].sort()).toEqual(
    ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json'].sort(),
  );
  expect(size).toBeLessThan(MAX_PACKED_BYTES);
  expect(unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
});
