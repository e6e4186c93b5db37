// Files that are large for their slices, counted on this machine: zcat and wc confirm the counts at any
// slice size.

import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { BIG_FORMATS } from '../support/big-texts.ts';
import { runForLines } from '../support/count-lines.ts';
import { addReferences, countByTools } from '../support/reference-count.ts';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const KIB = 2 ** 10;
const names = Object.keys(BIG_FORMATS);

let encoded: Map<string, Buffer>;

beforeAll(() => {
  const text = Buffer.from(createAccessLog(5_000_000));
  encoded = new Map(names.map((name) => [name, BIG_FORMATS[name]?.encode(text) ?? text]));
});

function createFiles(): string {
  const root = createTemporaryFolder();
  for (const [name, bytes] of encoded) writeFileSync(join(root, name), bytes);
  return root;
}

describe.each([
  ['64K', 64 * KIB],
  ['300kib', 300 * KIB],
  ['1M', 1024 * KIB],
])('in slices of %s', (option, sliceBytes) => {
  test('every file has the count of the tools', async () => {
    const root = createFiles();
    const { lines, stderr, exitCode } = await runForLines(['--dir', root, '--slice-size', option]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const name of names) {
      const sizeBytes = statSync(join(root, name)).size;
      const line = lines.get(name);
      expect(line).toMatchObject({ status: 'counted', ...countByTools(join(root, name)) });
      const { min, max } = BIG_FORMATS[name]?.pieces(sizeBytes, sliceBytes) ?? { min: 1, max: 1 };
      expect(line?.pieces ?? 1, name).toBeGreaterThanOrEqual(min);
      expect(line?.pieces ?? 1, name).toBeLessThanOrEqual(max);
    }
  });
});

test('files up to the slice size are counted in one slice', async () => {
  const { lines } = await runForLines(['--dir', createFiles()]);
  expect([...lines.keys()].sort()).toEqual([...names].sort());
  for (const line of lines.values()) expect(line).not.toHaveProperty('pieces');
});

test('totals are the sum of all slices', async () => {
  const root = createFiles();
  const args = ['run', '--dir', root, '--json', '--quiet', '--slice-size', '64K'];
  const { stdout, exitCode } = await runCli(args);
  const expected = addReferences(names.map((name) => countByTools(join(root, name))));
  expect(JSON.parse(stdout)).toMatchObject({ status: 'complete', totals: expected });
  expect(exitCode).toBe(0);
});

test('a file whose count depends on the whole is not divided', async () => {
  const args = ['--dir', createFiles(), '--slice-size', '64K', '--words', 'article'];
  const { lines, exitCode } = await runForLines(args);
  expect(exitCode).toBe(0);
  for (const line of lines.values()) expect(line).not.toHaveProperty('pieces');
});
