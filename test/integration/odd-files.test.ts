// Files that are damaged, unreadable or not regular files: each is named, and the run continues.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { countByTools } from '../support/reference-count.ts';
import { CLI_PATH, type CliOptions, runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Runs with `--no-agg` and gives the lines by key. */
async function countByKey(root: string, options: CliOptions = {}, ...more: string[]) {
  const { stdout, stderr, exitCode } = await runCli(
    ['run', '--dir', root, '--no-agg', ...more],
    options,
  );
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    lines,
    byKey: Object.fromEntries(lines.map((line) => [line.key, line])),
    stderr,
    exitCode,
  };
}

test('each kind of damage has its own reason, and all decoded bytes are counted', async () => {
  const root = createTemporaryFolder();
  const text = createAccessLog(400_000);
  const whole = gzipSync(text);
  const badChecksum = Buffer.from(whole);
  badChecksum.fill(0, whole.length - 8, whole.length - 4);
  // All the text, and then a block of the type that RFC 1951 reserves (section 3.2.3).
  const unfinished = gzipSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
  const damaged = Buffer.concat([unfinished, Buffer.from([0x07])]);
  writeFileSync(join(root, 'sound.gz'), whole);
  writeFileSync(join(root, 'truncated.gz'), whole.subarray(0, whole.length / 2));
  writeFileSync(join(root, 'bad-checksum.gz'), badChecksum);
  writeFileSync(join(root, 'garbage.gz'), Buffer.concat([whole, Buffer.from('more text')]));
  writeFileSync(join(root, 'damaged.gz'), damaged);
  writeFileSync(join(root, 'plain.gz'), 'plain text after all\n');

  const { byKey, stderr, exitCode } = await countByKey(root);

  const bytes = Buffer.byteLength(text);
  const words = text.match(/\S+/g)?.length;
  expect(byKey['sound.gz']).toMatchObject({ status: 'counted', bytes, words });
  expect(byKey['bad-checksum.gz']).toMatchObject({
    status: 'partial',
    reason: 'bad-checksum',
    bytes,
    words,
  });
  expect(byKey['garbage.gz']).toMatchObject({
    status: 'partial',
    reason: 'trailing-garbage',
    bytes,
    words,
  });
  expect(byKey['plain.gz']).toMatchObject({ status: 'counted', reason: 'not-as-named', words: 4 });
  expect(byKey['truncated.gz']).toMatchObject({ status: 'partial', reason: 'truncated' });
  expect(byKey['truncated.gz']).toMatchObject(countByTools(join(root, 'truncated.gz')));
  expect(byKey['damaged.gz']).toMatchObject({ status: 'partial', reason: 'corrupt' });
  expect(byKey['damaged.gz'].bytes / bytes).toBeGreaterThan(0.99);
  expect(byKey['damaged.gz'].bytes / bytes).toBeLessThanOrEqual(1);
  expect(stderr).toContain('warning: truncated, 1 key, such as truncated.gz');
  expect(stderr).toContain('Counted 2 of 6 keys under ');
  expect(exitCode).toBe(1);
});

test('pipes are skipped, links are not followed, and odd names are counted', async () => {
  const root = createTemporaryFolder();
  const names = ['new\nline', 'esc\u001b[31mred', 'x'.repeat(255), ' ', 'quote\'"'];
  for (const name of names) writeFileSync(join(root, name), 'two words');
  const notUtf8 = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff, 0xfe])]);
  writeFileSync(notUtf8, 'two words');
  execFileSync('mkfifo', [join(root, 'pipe')]);
  symlinkSync('/', join(root, 'link-to-folder'));
  symlinkSync(join(root, ' '), join(root, 'link-to-file'));

  const { lines, byKey, stderr, exitCode } = await countByKey(root);

  expect(lines).toHaveLength(names.length + 2);
  for (const name of [...names, 'f\udcff\udcfe']) {
    expect(byKey[name]).toMatchObject({ status: 'counted', words: 2 });
  }
  expect(byKey.pipe).toMatchObject({ status: 'skipped', reason: 'not-a-file' });
  expect(stderr).not.toContain('\u001b');
  expect(exitCode).toBe(1);
});

test('files of /proc, which do not report their size, are counted too', async () => {
  const { stdout } = await runCli([
    'run',
    '--dir',
    '/proc/sys/kernel',
    '--include',
    'ostype',
    '--json',
  ]);
  expect(JSON.parse(stdout).totals.bytes).toBe(readFileSync('/proc/sys/kernel/ostype').length);
});

/** A user to whom permissions apply, when the tests run as root, to whom they do not. */
function unprivileged(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

function canRunUnprivileged(): boolean {
  try {
    execFileSync(process.execPath, [CLI_PATH, '--version'], { ...unprivileged(), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!canRunUnprivileged())('an unreadable file or folder is named', async () => {
  const root = createTemporaryFolder();
  chmodSync(root, 0o755);
  writeFileSync(join(root, 'fine.txt'), 'fine');
  writeFileSync(join(root, 'secret.txt'), 'secret');
  mkdirSync(join(root, 'closed'));
  chmodSync(join(root, 'secret.txt'), 0);
  chmodSync(join(root, 'closed'), 0);

  const { byKey, exitCode } = await countByKey(
    root,
    { ...unprivileged(), cwd: '/' },
    '--include',
    '*.txt',
  );

  expect(byKey['fine.txt']).toMatchObject({ status: 'counted', words: 1 });
  expect(byKey['secret.txt']).toMatchObject({ status: 'failed', reason: 'access-denied' });
  expect(byKey['closed/']).toMatchObject({ status: 'failed', reason: 'unreadable-folder' });
  expect(exitCode).toBe(1);
});
