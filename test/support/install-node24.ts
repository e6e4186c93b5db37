// Global set-up of the tests: installs what they run on Node 24, unless the same is installed already.
// It has a package.json of its own because the runtime client's install scripts need cmake, and
// `ignore-scripts` for the whole project would also switch off the project's own.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { node24File, node24Folder } from './node24.ts';

export async function setup(): Promise<void> {
  const wanted = createHash('sha256')
    .update(await readFile(`${node24Folder}package-lock.json`))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  const stamp = node24File('.installed');
  const installed = await readFile(stamp, 'utf8').catch(() => undefined);
  if (installed === wanted) return;
  await npmCi();
  await writeFile(stamp, wanted);
}

async function npmCi(): Promise<void> {
  // Settings that npm hands on to its scripts' children, such as another prefix, are not for this one.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(local_)?prefix|package_)/i.test(name),
    ),
  );
  const child = spawn(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: node24Folder,
      env,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`npm ci in test/support/node24 failed:\n${said}`);
}
