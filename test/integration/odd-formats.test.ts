// Files whose format is hard to recognise or not supported, through the built program.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { formatFixture, SKIP_TEXT } from '../support/format-fixture.ts';
import { lz4Frame } from '../support/lz4-bytes.ts';
import { wcReference } from '../support/reference-counts.ts';
import { runCli } from '../support/run-cli.ts';
import { seededBytes, seededText } from '../support/seeded.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const TEXT = seededText(20_000);
const XZ_TEXT = Buffer.from('one two three\nfour five\n'.repeat(50));

async function countByKey(files: Record<string, Uint8Array>, ...options: string[]) {
  const root = createTemporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, name), bytes);
  const args = ['run', '--dir', root, '--no-agg', ...options];
  const { stdout, stderr, exitCode } = await runCli(args);
  const lines = stdout.trimEnd().split('\n');
  const byKey = Object.fromEntries(
    lines.map((line) => {
      const { key, status, reason, bytes, lines, words } = JSON.parse(line);
      return [key, { status, ...(reason && { reason }), bytes, lines, words }];
    }),
  );
  return { byKey, stderr, exitCode };
}

const fixtures = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, formatFixture(name)]));

test('skippable frames at the beginning do not hide a format', async () => {
  const names = ['skip24.zst', 'skip64-noext', 'skip3000.lz4'];
  const { byKey, exitCode } = await countByKey(fixtures(...names));
  const counted = { status: 'counted', ...wcReference(SKIP_TEXT) };
  expect(byKey).toEqual(Object.fromEntries(names.map((name) => [name, counted])));
  expect(exitCode).toBe(0);
});

test('unsupported formats are named as such, and fail', async () => {
  const nothing = { bytes: 0, lines: 0, words: 0 };
  const { byKey, stderr, exitCode } = await countByKey({
    ...fixtures('c.zip', 'dict-zst.warc.zst', 'reserved-20.gz'),
    'old.Z': Buffer.concat([Buffer.of(0x1f, 0x9d, 0x90), TEXT]),
    sound: TEXT,
  });
  expect(byKey).toEqual({
    'c.zip': { status: 'failed', reason: 'unsupported-format', ...nothing },
    'dict-zst.warc.zst': { status: 'failed', reason: 'needs-dictionary', ...nothing },
    'old.Z': { status: 'failed', reason: 'unsupported-format', ...nothing },
    'reserved-20.gz': { status: 'failed', reason: 'corrupt', ...nothing },
    sound: { status: 'counted', ...wcReference(TEXT) },
  });
  expect(stderr).toContain('--as plain');
  expect(exitCode).toBe(1);
});

test('xz is read', async () => {
  const { byKey, exitCode } = await countByKey(fixtures('a.log.xz'));
  expect(byKey).toEqual({ 'a.log.xz': { status: 'counted', ...wcReference(XZ_TEXT) } });
  expect(exitCode).toBe(0);
});

test('an object that is compressed twice gets a remark', async () => {
  const double = formatFixture('double.gz');
  const remarked = { status: 'counted', reason: 'still-compressed' };
  const { byKey, exitCode } = await countByKey({
    'double.gz': double,
    'xz.gz': gzipSync(formatFixture('a.log.xz')),
    'zip.lz4': lz4Frame([
      formatFixture('c.zip').subarray(0, 1),
      formatFixture('c.zip').subarray(1),
    ]),
    'members.gz': Buffer.concat([...double].map((byte) => gzipSync(Buffer.of(byte)))),
    'text.gz': gzipSync(TEXT),
  });
  expect(byKey).toEqual({
    'double.gz': { ...remarked, ...wcReference(gunzipSync(double)) },
    'xz.gz': { ...remarked, ...wcReference(formatFixture('a.log.xz')) },
    'zip.lz4': { ...remarked, ...wcReference(formatFixture('c.zip')) },
    'members.gz': { ...remarked, ...wcReference(double) },
    'text.gz': { status: 'counted', ...wcReference(TEXT) },
  });
  expect(exitCode).toBe(0);
});

test('--as plain counts the bytes of everything as they are', async () => {
  const files = {
    ...fixtures('c.zip', 'dict-zst.warc.zst', 'reserved-20.gz', 'a.log.xz', 'skip24.zst'),
    'large.gz': gzipSync(seededBytes(400_000)),
    sound: TEXT,
    empty: Buffer.of(),
  };
  const expected = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [
      name,
      { status: 'counted', ...wcReference(bytes) },
    ]),
  );
  const { byKey, exitCode } = await countByKey(files, '--as', 'plain', '--slice-size', '64K');
  expect(byKey).toEqual(expected);
  expect(exitCode).toBe(0);
});

test('--as can come from the environment, and allows only plain', async () => {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'c.zip'), formatFixture('c.zip'));
  const run = (env: Record<string, string>) => runCli(['run', '--dir', root, '--quiet'], { env });
  expect((await run({ WORDCOUNT_AS: 'plain' })).exitCode).toBe(0);
  expect((await run({ WORDCOUNT_AS: '' })).exitCode).toBe(1);
  expect((await run({ WORDCOUNT_AS: 'zip' })).exitCode).toBe(2);
});

test('an lz4 file of many frames is counted by several workers', async () => {
  const text = Buffer.from(seededBytes(300_000).toString('base64'));
  const frame = lz4Frame([text], { blockSize: 7, hasContentChecksum: true });
  const files = { 'four.lz4': Buffer.concat([frame, frame, frame, frame]) };
  const whole = Buffer.concat([text, text, text, text]);
  for (const size of ['64K', '100K', '400K']) {
    const { byKey } = await countByKey(files, '--slice-size', size);
    expect(byKey['four.lz4']).toMatchObject({ status: 'counted', ...wcReference(whole) });
  }
});
