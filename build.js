// Builds dist/: the program, split so that each verb loads only what it needs, and the module that
// worker threads run.

import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildKernel } from './build-kernel.js';

await buildKernel();
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/cli.ts', 'src/commands/worker-thread.ts'],
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning',
});
