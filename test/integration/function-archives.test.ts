// The archives of the functions are reproducible and small, and Lambda can unpack them.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const builder = new URL('../../build/functions.js', import.meta.url).href;

test('two builds are equal byte for byte, in any folder and time zone', async () => {
  const hashes = [];
  for (const TZ of ['America/New_York', 'Asia/Tokyo']) {
    const cwd = createTemporaryFolder();
    const program = `(await import('${builder}')).buildFunctions('.')`;
    await execa(process.execPath, ['--input-type=module', '--eval', program], { cwd, env: { TZ } });
    hashes.push(await hashFiles(cwd));
  }
  expect(hashes[0]).toEqual(hashes[1]);
  expect(Object.keys(hashes[0] ?? {})).toEqual([
    'cascade.js.map',
    'cascade.zip',
    'worker.js.map',
    'worker.zip',
  ]);
});

/** A little more than they are. A cold start loads them, so that growth has to be worth its time. */
const MAX_ARCHIVE_BYTES = { cascade: 140_000, worker: 175_000 };

test.each(['cascade', 'worker'] as const)('%s: one small file that all may read', async (name) => {
  const zip = await readFile(new URL(`../../dist/functions/${name}.zip`, import.meta.url));
  expect(zip.length).toBeLessThan(MAX_ARCHIVE_BYTES[name]);
  expect(Object.keys(unzipSync(zip))).toEqual(['index.js']);
  // The central directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12.
  const entry = zip.indexOf(Buffer.from('PK\u0001\u0002'));
  expect(zip.readUInt32LE(entry + 38) >>> 16).toBe(0o100644);
  expect(zip.readUInt16LE(entry + 14)).toBe((1 << 5) | 1);
});

async function hashFiles(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    const bytes = await readFile(`${folder}/${name}`);
    hashes[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return hashes;
}
