// Says which imports break the table in boundaries.ts, and exits with 1 if any does.

import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { BOUNDARIES } from './boundaries.ts';
import { boundaryFaults } from './boundary-faults.ts';
import { importsOf } from './imports-of.ts';

/** Folders whose files are made or installed. */
const NOT_SOURCES = new Set([
  'node_modules',
  'dist',
  'dist-executable',
  'coverage',
  'data',
  'demo-data',
]);

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NOT_SOURCES.has(entry.name) && !entry.name.startsWith('.')) yield* sourceFiles(path);
    } else if (/\.(ts|js)$/.test(entry.name)) {
      yield path;
    }
  }
}

const imports = new Map(
  [...sourceFiles('.')].map((file) => [file, importsOf(file, readFileSync(file, 'utf8'))]),
);
const faults = boundaryFaults(BOUNDARIES, imports);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\nThe table is in checks/boundaries.ts.\n`);
  process.exitCode = 1;
}
