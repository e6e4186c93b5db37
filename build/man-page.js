// Writes the manual page, from the same definitions as the help.

import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ENTRY = `
import { renderManPage } from './src/commands/man-page.ts';
import { createProgram } from './src/commands/program.ts';
import { VERSION } from './src/version.ts';

export const page = renderManPage(createProgram(async () => {}), VERSION);
`;

/** @param {string} folder where it goes */
export async function buildManPage(folder) {
  // The default values and descriptions of options must not come from whoever builds.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('WORDCOUNT_')) delete process.env[name];
  }
  const outfile = resolve(folder, 'man-page.js');
  await build({
    stdin: { contents: ENTRY, resolveDir: '.', loader: 'ts' },
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const { page } = await import(pathToFileURL(outfile).href);
  await rm(outfile);
  await writeFile(join(folder, 'wordcount.1'), page);
}
