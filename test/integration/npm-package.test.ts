// The npm package has what the program needs, and no more.

import { readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const CLONE = fileURLToPath(new URL('../../', import.meta.url));

/** A little more than it is; growth has to be worth what everybody downloads. */
const MAX_PACKED_BYTES = 1_080_000;
const MAX_UNPACKED_BYTES = 2_600_000;

test('the package has the program and its docs, and stays small', async () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await execa('npm', args, { cwd: CLONE });
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

/** Packs the clone, and unpacks the tarball in a folder of its own, as `package`. */
async function unpackTarball(): Promise<string> {
  const folder = createTemporaryFolder();
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await execa('npm', args, { cwd: CLONE });
  const [{ filename }] = JSON.parse(stdout);
  await execa('tar', ['-xzf', join(folder, filename), '-C', folder]);
  return folder;
}

test('installed globally, it has the program and its manual page where shells and man look', async () => {
  const folder = await unpackTarball();
  // Without its dependencies it can be installed where there is no network.
  const manifest = join(folder, 'package/package.json');
  const { dependencies, devDependencies, ...rest } = JSON.parse(await readFile(manifest, 'utf8'));
  await writeFile(manifest, JSON.stringify(rest));
  const env = { NPM_CONFIG_PREFIX: join(folder, 'prefix') };
  const install = ['install', '--global', '--offline', '--ignore-scripts', '--install-links', '.'];
  await execa('npm', install, { cwd: join(folder, 'package'), env });
  const page = await readFile(join(folder, 'prefix/share/man/man1/wordcount.1'), 'utf8');
  expect(page).toMatch(/^\.TH WORDCOUNT 1 /);
  expect(await readFile(join(folder, 'prefix/bin/wordcount'), 'utf8')).toMatch(/^#!.*node\n/);
});

test('a tarball works where there is nothing of the clone but its dependencies', async () => {
  const folder = await unpackTarball();
  await symlink(join(CLONE, 'node_modules'), join(folder, 'package/node_modules'));
  await writeFile(join(folder, 'text'), 'one two\nthree\n');
  const program = join(folder, 'package/bin/wordcount.js');
  const run = (...words: string[]) => execa(process.execPath, [program, ...words], { cwd: folder });
  const counted = await run('run', '--dir', folder, '--prefix', 'text', '--json', '--quiet');
  expect(JSON.parse(counted.stdout).totals).toMatchObject({ lines: 2, words: 3 });
  const template = await run('deploy', '--template', 'terraform');
  const { filename: code } = JSON.parse(template.stdout).resource.aws_lambda_function.worker;
  expect(code).toBe(join(await realpath(folder), 'package/dist/functions/worker.zip'));
});
