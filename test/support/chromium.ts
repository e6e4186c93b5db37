// The browser that the tests of the pages drive: the one of CHROMIUM_PATH, or else the one that comes
// with an npm package, unpacked once.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const PACKAGE = '@sparticuz/chromium';
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const CACHE = join(MODULES, '.cache/chromium');

/** The path of the unpacked browser, by the package's version. */
const UNPACKED = join(CACHE, readVersion());

function readVersion(): string {
  return JSON.parse(readFileSync(join(MODULES, PACKAGE, 'package.json'), 'utf8')).version;
}

/** Runs before all tests, so that no two test files unpack the browser at once. */
export function setup(): void {
  if (process.env.CHROMIUM_PATH || existsSync(UNPACKED)) return;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'unpacking-'));
  // The package unpacks into the folder for temporary files, which may have an older copy.
  const script = `import chromium from '${PACKAGE}'; await chromium.executablePath();`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    // A folder of the final name is complete, because it is renamed last.
    renameSync(folder, UNPACKED);
  } catch (error) {
    rmSync(folder, { recursive: true });
    if (!existsSync(UNPACKED)) throw error;
  }
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || join(UNPACKED, 'chromium'),
    // Containers and CI run as root, where Chromium's sandbox does not start.
    chromiumSandbox: false,
    args: ['--font-render-hinting=none', '--disable-gpu'],
  });
}
