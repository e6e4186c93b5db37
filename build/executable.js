// Builds the program as one executable file, by Node's own single executable applications:
// https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html. It holds the Node that runs this
// script, and the program with all packages. `npm run build` must have run.

import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
// @ts-expect-error: the package has no types.
import { inject } from 'postject';
import { readLicenses } from './licenses.js';

const OUTPUT = 'dist-executable';
const FILES = `${OUTPUT}/files`;
const EXECUTABLE = `${OUTPUT}/wordcount${process.platform === 'win32' ? '.exe' : ''}`;

/** By Node's documentation. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** CommonJS packages that are bundled ask for modules of Node by `require`. */
const BANNER =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

await rm(OUTPUT, { recursive: true, force: true });
await mkdir(FILES, { recursive: true });
const { metafile } = await build({
  entryPoints: ['src/cli.ts', 'src/engines/worker-thread.ts'],
  entryNames: '[name]',
  outdir: FILES,
  bundle: true,
  splitting: true,
  minify: true,
  // The stacks of --debug still name functions.
  keepNames: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node20.19',
  banner: { js: BANNER },
  metafile: true,
  logLevel: 'warning',
});
await writeFile(`${FILES}/package.json`, '{"type":"module"}\n');
await writeFile(`${FILES}/LICENSES.txt`, await readLicenses(metafile));
await cp('dist/pages', `${FILES}/pages`, { recursive: true });
await mkdir(`${FILES}/functions`);
for (const name of ['cascade.zip', 'worker.zip']) {
  await cp(`dist/functions/${name}`, `${FILES}/functions/${name}`);
}

await writeFile(`${OUTPUT}/files.br`, brotliCompressSync(pack(await readFiles('.'))));
const configuration = {
  main: 'build/executable-main.cjs',
  output: `${OUTPUT}/program.blob`,
  disableExperimentalSEAWarning: true,
  assets: { files: `${OUTPUT}/files.br` },
};
await writeFile(`${OUTPUT}/sea.json`, JSON.stringify(configuration));
execFileSync(process.execPath, ['--experimental-sea-config', `${OUTPUT}/sea.json`], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
await copyFile(process.execPath, EXECUTABLE);
await chmod(EXECUTABLE, 0o755);
const isMac = process.platform === 'darwin';
// A signature would not fit what is changed.
if (isMac) execFileSync('codesign', ['--remove-signature', EXECUTABLE]);
await inject(EXECUTABLE, 'NODE_SEA_BLOB', await readFile(configuration.output), {
  sentinelFuse: FUSE,
  ...(isMac && { machoSegmentName: 'NODE_SEA' }),
});
if (isMac) execFileSync('codesign', ['--sign', '-', EXECUTABLE]);

/**
 * All files below a folder of FILES, by their paths with `/`.
 * @param {string} folder
 * @returns {Promise<Map<string, Buffer>>}
 */
async function readFiles(folder) {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const entries = await readdir(join(FILES, folder), { withFileTypes: true });
  // In one order, so that the same files give the same bytes.
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory())
      for (const [name, bytes] of await readFiles(path)) files.set(name, bytes);
    else files.set(path, await readFile(join(FILES, path)));
  }
  return files;
}

/**
 * The length of a list, the list of paths and sizes as JSON, then all bytes: as `executable-main.cjs` reads it.
 * @param {Map<string, Buffer>} files
 */
function pack(files) {
  const list = Buffer.from(JSON.stringify([...files].map(([path, { length }]) => [path, length])));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(list.length);
  return Buffer.concat([head, list, ...files.values()]);
}
