// Builds dist/ before any test, for the tests that run the program and its threads as they ship. A build that
// is newer than everything it was made from is kept.

import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'functions', 'build', 'package.json', 'package-lock.json'];

/** The first file that the build writes, and the last one. */
const BUILT = ['dist/cli.js', 'dist/functions/cascade.zip', 'dist/functions/worker.zip'];

export function setup(): void {
  if (isBuilt()) return;
  execFileSync(process.execPath, ['build/index.js'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function isBuilt(): boolean {
  const changedAt = Math.max(...SOURCES.flatMap(withContent).map(modifiedAt));
  return BUILT.every((path) => modifiedAt(path) > changedAt);
}

/** The path and, of a folder, all paths in it: a folder changes when a file in it is removed. */
function withContent(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, String(name)))];
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
