// `wordcount run --dir` as users run it, on real files, against zcat and wc.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { addReferences, countByTools } from '../support/reference-count.ts';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** A tree of sound files: their keys, in the order in which S3 would list them. */
function createTree(): { root: string; keys: string[] } {
  const root = createTemporaryFolder();
  mkdirSync(join(root, 'logs/2026'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'a.txt': 'one two\nthree',
    'empty.log': '',
    'logs.txt': '\n\n \t words\there  \n',
    'logs/2026/big.log.gz': gzipSync(createAccessLog(3_000_000)),
    'logs/2026/two-members.gz': Buffer.concat([
      gzipSync('first mem'),
      gzipSync('ber and second\n'),
    ]),
    'logs/access.log': createAccessLog(700_000, 2),
    'zürich €.txt': 'Grüße aus Zürich\n',
  };
  for (const [key, content] of Object.entries(files)) writeFileSync(join(root, key), content);
  return { root, keys: Object.keys(files) };
}

function parseLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('totals', () => {
  test('equal zcat and wc over the same files', async () => {
    const { root, keys } = createTree();
    const { stdout, exitCode } = await runCli(['run', '--dir', root, '--json', '--quiet']);
    const expected = addReferences(keys.map((key) => countByTools(join(root, key))));
    const document = JSON.parse(stdout);
    expect(document.totals).toMatchObject(expected);
    expect(document.objects.counted).toBe(keys.length);
    expect(exitCode).toBe(0);
  });

  test('are the line of wc on a stdout that is no terminal, and a block for people on stderr', async () => {
    const { root, keys } = createTree();
    const { stdout, stderr } = await runCli(['run', '--dir', root]);
    const { lines, words, bytes } = addReferences(keys.map((key) => countByTools(join(root, key))));
    expect(stdout).toBe(`${lines} ${words} ${bytes} ${root}/\n`);
    expect(stderr).toMatch(new RegExp(`words +${words.toLocaleString('en-US')} `));
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      `Counted all ${keys.length} keys under ${root}/ in `,
    );
  });

  test('--quiet leaves stderr empty', async () => {
    const { root } = createTree();
    const { stderr } = await runCli(['run', '--dir', root, '--quiet']);
    expect(stderr).toBe('');
  });

  test.each([
    ['identifier', /\w+/g],
    ['wc', /[^\s]+/g],
  ])('--words %s applies that rule', async (rule, pattern) => {
    const root = createTemporaryFolder();
    const text = createAccessLog(100_000);
    writeFileSync(join(root, 'access.log'), text);
    const { stdout } = await runCli(['run', '--dir', root, '--json', '--quiet', '--words', rule]);
    expect(JSON.parse(stdout).totals.words).toBe(text.match(pattern)?.length);
  });

  test('--words article counts as the article did', async () => {
    const root = createTemporaryFolder();
    const text = `${createAccessLog(50_000)}Grüße\r\n€ 🎉 end`;
    writeFileSync(join(root, 'access.log'), text);
    const { stdout } = await runCli([
      'run',
      '--dir',
      root,
      '--json',
      '--quiet',
      '--words',
      'article',
    ]);
    const lines = text.split(/\r?\n/);
    const words = lines.reduce((sum, line) => sum + line.split(/\W/).length, 0);
    expect(JSON.parse(stdout).totals).toMatchObject({ lines: lines.length, words });
  });
});

describe('--no-agg', () => {
  test('prints one line for every key, each equal to zcat and wc', async () => {
    const { root, keys } = createTree();
    const { stdout } = await runCli(['run', '--dir', root, '--no-agg']);
    const lines = parseLines(stdout);
    expect(lines.map(({ key }) => key).sort()).toEqual([...keys].sort());
    for (const { key, bytes, lines: newlines, words } of lines) {
      expect({ bytes, lines: newlines, words }).toEqual(countByTools(join(root, String(key))));
    }
  });

  test('has exactly the documented members', async () => {
    const { root } = createTree();
    const { stdout } = await runCli(['run', '--dir', root, '--no-agg', '--prefix', 'a.txt']);
    expect(parseLines(stdout)).toEqual([
      {
        key: 'a.txt',
        sizeBytes: 13,
        bytes: 13,
        lines: 1,
        words: 3,
        ms: expect.any(Number),
        status: 'counted',
      },
    ]);
  });
});

test('the --json document has exactly the documented members', async () => {
  const { root } = createTree();
  const { stdout } = await runCli(['run', '--dir', root, '--json', '--prefix', 'a']);
  const tier = { invocations: 1, computeMs: expect.any(Number) };
  expect(JSON.parse(stdout)).toEqual({
    schema: 1,
    source: { dir: root, prefix: 'a' },
    engine: 'local',
    words: 'wc',
    status: 'complete',
    objects: { listed: 1, counted: 1, partial: 0, failed: 0, skipped: 0 },
    listed: { sizeBytes: 13, complete: true },
    totals: { sizeBytes: 13, bytes: 13, lines: 1, words: 3 },
    billing: { cascade: tier, worker: tier },
    elapsedMs: expect.any(Number),
    warnings: [],
  });
});

test('more than ten threads cause no warning', async () => {
  const root = createTemporaryFolder();
  for (let index = 0; index < 40; index += 1) writeFileSync(join(root, `${index}`), 'two words');
  const many = ['--concurrency', '20', '--task-size', '1'];
  const { stdout, stderr } = await runCli(['run', '--dir', root, '--json', '--quiet', ...many]);
  expect(JSON.parse(stdout).totals.words).toBe(80);
  expect(stderr).toBe('');
});

describe('the choice of keys', () => {
  test('--prefix matches the start of keys as S3 does, not folders', async () => {
    const { root } = createTree();
    const { stdout } = await runCli(['run', '--dir', root, '--no-agg', '--prefix', 'logs']);
    const keys = parseLines(stdout).map(({ key }) => String(key));
    expect(keys.sort()).toEqual([
      'logs.txt',
      'logs/2026/big.log.gz',
      'logs/2026/two-members.gz',
      'logs/access.log',
    ]);
  });

  test('--include and --exclude take globs over whole keys', async () => {
    const { root } = createTree();
    const choice = ['--include', '**/*.gz', '--include', '**/*.log', '--exclude', '**/two-*'];
    const { stdout } = await runCli(['run', '--dir', root, '--no-agg', ...choice]);
    const keys = parseLines(stdout).map(({ key }) => String(key));
    expect(keys.sort()).toEqual(['empty.log', 'logs/2026/big.log.gz', 'logs/access.log']);
  });

  test('patterns match whatever characters a key has', async () => {
    const root = createTemporaryFolder();
    for (const name of ['two\nlines', '.hidden', 'a b', 'x'.repeat(255)]) {
      writeFileSync(join(root, name), 'word');
    }
    for (const [option, listed] of [
      ['--include', 4],
      ['--exclude', 0],
    ] as const) {
      const { stdout } = await runCli(['run', '--dir', root, '--json', '--quiet', option, '*']);
      expect(JSON.parse(stdout).objects.listed).toBe(listed);
    }
  });

  test('an empty variable counts as absent', async () => {
    const { root } = createTree();
    const env = { WORDCOUNT_CONCURRENCY: '', WORDCOUNT_INCLUDE: '', WORDCOUNT_WORDS: '' };
    const { stdout, exitCode } = await runCli(['run', '--dir', root, '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ words: 'wc', status: 'complete' });
    expect(exitCode).toBe(0);
  });

  test('options can come from the environment, and 0 turns a flag off', async () => {
    const { root } = createTree();
    const env = {
      WORDCOUNT_DIR: root,
      WORDCOUNT_PREFIX: 'a',
      WORDCOUNT_NO_AGG: '1',
      WORDCOUNT_JSON: '0',
    };
    const { stdout } = await runCli(['run'], { env });
    expect(parseLines(stdout)).toMatchObject([{ key: 'a.txt', words: 3 }]);
  });

  test.each([
    ['an empty folder', [], ''],
    ['a prefix that no key has', ['--prefix', 'nothing'], 'nothing'],
  ])('%s is no result, unless it may be', async (_, args, prefix) => {
    const root = args.length > 0 ? createTree().root : createTemporaryFolder();
    const { stdout, stderr, exitCode } = await runCli(['run', '--dir', root, ...args]);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`No keys were found under ${root}/${prefix} in `);
    expect(stdout).toBe(`0 0 0 ${root}/${prefix} (incomplete: no keys found)\n`);
    expect(exitCode).toBe(1);
    const allowed = await runCli(['run', '--dir', root, ...args, '--allow-empty', '--json']);
    expect(JSON.parse(allowed.stdout)).toMatchObject({ status: 'complete', warnings: [] });
    expect(allowed.exitCode).toBe(0);
  });
});
