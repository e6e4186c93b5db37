// Builds dist/ before any test, for the tests that run the program and its threads as they ship.

import { execFileSync } from 'node:child_process';

export function setup(): void {
  execFileSync(process.execPath, ['build/index.js'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
