// Builds dist/: the program, split so that each verb loads only what it needs, the module that worker
// threads run, the pages of serve, the manual page, and the archives that deploy uploads.

import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildFunctions } from './functions.js';
import { buildKernels } from './kernels.js';
import { buildManPage } from './man-page.js';
import { buildPages } from './pages.js';

await buildKernels();
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts', 'src/engines/worker-thread.ts'],
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  // Stacks need places alone, and the source's text is most of a map.
  sourcesContent: false,
  logLevel: 'warning',
});

await buildPages('dist/pages');
await buildManPage('dist');
await buildFunctions('dist/functions');
