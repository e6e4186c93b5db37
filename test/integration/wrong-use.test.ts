// Usage errors: one or two lines that say what to do, exit code 2, and never a stack.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const ARN = 'arn:aws:iam::123456789012:role/counting';

test.each([
  ['no source', ['run'], /--dir PATH/],
  ['a folder that does not exist', ['run', '--dir', '/no/such/folder'], /\/no\/such\/folder/],
  [
    'a name with control characters',
    ['run', '/no/\u001b[31msuch\u202efolder'],
    /There is no file or folder \/no\/\\x1b\[31msuch\\u202efolder\./,
  ],
  ['an option with control characters', ['run', '--\u001b[31m'], /unknown option '--\\x1b\[31m'/],
  ['an unknown option', ['run', '--dirr', '.'], /Did you mean --dir\?/],
  [
    'an unknown verb',
    ['count'],
    /unknown verb 'count'\. The verbs are run, runs, serve, deploy, destroy, doctor, complete, version and help\.\n/,
  ],
  ['a misspelt verb', ['srve'], /unknown verb 'srve'\n\(Did you mean serve\?\)\n/],
  ['help for an unknown verb', ['help', 'bogus'], /unknown verb 'bogus'\. The verbs are/],
  ['help for a misspelt verb', ['help', 'serv'], /unknown verb 'serv'\n\(Did you mean serve\?\)\n/],
  [
    'a folder without --dir',
    ['serve', '.'],
    /Name a folder with --dir PATH, or a bucket with --bucket NAME --prefix TEXT\.\n/,
  ],
  [
    'an address without a verb',
    ['s3://logs/2026/'],
    /'\. A source comes behind the verb: wordcount run s3:/,
  ],
  [
    'an address as a bucket',
    ['run', '--bucket', 's3://logs/2026/11/'],
    /It must be a name alone: --bucket logs --prefix 2026\/11\/\.\n/,
  ],
  [
    'a profile that does not exist',
    ['run', '--bucket', 'b', '--engine', 'local', '--region', 'us-east-1', '--profile', 'nope'],
    /^wordcount: No AWS credentials were found in the profile nope: give another --profile, or run "aws configure --profile nope"\. \(/,
  ],
  ...[
    ['localhost:9000', 'http://localhost:9000'],
    ['minio', 'http://minio'],
    ['ftp://x', 'http://127.0.0.1:9000'],
    ['http://', 'http://127.0.0.1:9000'],
    ['http:x', 'http://127.0.0.1:9000'],
  ].map(([value = '', suggested = '']): [string, string[], RegExp] => [
    `an endpoint ${value}`,
    ['run', '--bucket', 'b', '--endpoint-url', value],
    new RegExp(
      `'--endpoint-url <url>' argument '${value}' is invalid\\. It must be a URL with its scheme, such as ${suggested}\\.\n`,
    ),
  ]),
  ['an unknown word rule', ['run', '--dir', '.', '--words', 'latin'], /wc, identifier, article/],
  [
    'more threads than memory allows',
    ['run', '--dir', '.', '--concurrency', '9999999'],
    /has memory for at most \d+ workers at a time: give --concurrency \d+ or less/,
  ],
  [
    'more workers than functions can connect to',
    ['serve', '--bucket', 'b', '--concurrency', '90001'],
    /--concurrency 90000 or less/,
  ],
  [
    'a concurrency of 0',
    ['run', '--dir', '.', '--concurrency', '0'],
    /auto or a whole number from 1/,
  ],
  ['a misspelt auto', ['run', '--dir', '.', '--concurrency', 'Auto'], /must be auto or a whole/],
  ['less than nothing for others', ['run', '--bucket', 'b', '--leave', '-1'], /from 0 to 100000/],
  [
    'more listing requests at a time than connections',
    ['run', '--bucket', 'b', '--list-concurrency', '201'],
    /'--list-concurrency <n>'.*whole number from 1 to 200/,
  ],
  ['a task size that is not a number', ['run', '--dir', '.', '--task-size', 'ten'], /whole number/],
  ...['', '0', '63K', '65535', 'many', '1.5M', '-1M', '1P', '64 K', '9999999999'].map(
    (value): [string, string[], RegExp] => [
      `a slice size of '${value}'`,
      ['run', '--dir', '.', '--slice-size', value],
      /'--slice-size <size>'.*a size of 64K or more, such as 32M or 1G/,
    ],
  ),
  ['an empty pattern', ['run', '--dir', '.', '--include', ''], /'--include <glob>'.*not be empty/],
  ...(
    [
      ['a list behind --include', ['run', '--dir', '.', '--include', '*.md', '*.ts']],
      ['a list behind --exclude', ['run', '.', '--exclude', '*.md', 'LICENSE', 'README.md']],
      ['a pattern that the shell replaced', ['run', '--include', 'LICENSE', 'README.md', 'src']],
      ['a list without a source', ['run', '--include', '*.md', '*.ts']],
    ] as const
  ).map(([name, args]): [string, string[], RegExp] => [
    name,
    [...args],
    /takes one pattern, and \S+ follows \S+\. Repeat the option for each pattern, in quotes: --/,
  ]),
  [
    'sizes that no object has',
    ['run', '--dir', '.', '--min-size', '2K', '--max-size', '1K'],
    /at least 2048 bytes \(--min-size\) and at most 1024 \(--max-size\)\. Check both\.\n/,
  ],
  [
    'times that no object has, also of a server',
    ['serve', '--dir', '.', '--newer-than', '2026-11-02', '--older-than', '2026-11-02'],
    /at 2026-11-02T00:00:00\.000Z or later \(--newer-than\) and before 2026-11-02T/,
  ],
  ['NUL without keys', ['run', '.', '--null'], /Give --keys-from too, or leave --null out\.\n/],
  [
    'a journal and none',
    ['run', '.', '--journal', '--no-journal'],
    /--journal and --no-journal are both given\. Leave one out\.\n/,
  ],
  [
    'keys and none',
    ['deploy', '--no-kms-key', '--kms-key', 'arn:aws:kms:eu-west-1:123456789012:key/1'],
    /--kms-key and --no-kms-key are both given/,
  ],
  ['a VPC and none', ['deploy', '--subnet', 'subnet-1', '--no-vpc'], /'--no-vpc' cannot be used/],
  [
    'the code of a template without one',
    ['deploy', '--code-bucket', 'code'],
    /--code-bucket has no use without --template\. Give both, or leave it out\.\n/,
  ],
  [
    'a prefix of code without its bucket',
    ['deploy', '--template', 'terraform', '--code-prefix', 'a/'],
    /--code-prefix has no use without --code-bucket/,
  ],
  ...['run', 'serve', 'doctor', 'destroy'].map((verb): [string, string[], RegExp] => [
    `${verb} with a name that no deployment has`,
    [verb, '--name', 'a b'],
    /'--name <stem>' argument 'a b' is invalid\. It must be 1 to 56 letters/,
  ]),
  ['an empty source', ['run', ''], /A source is empty: give s3:\/\/BUCKET\/PREFIX, or the path/],
  ['no name of a list of keys', ['run', '.', '--keys-from', ''], /the path of a file, or - for/],
  ['no id to resume', ['run', '--resume', ''], /'--resume \[id\]'.*It must be the id of a run;/],
  [
    'no id to remove',
    ['runs', '--remove', ''],
    /'--remove <id\.\.\.>'.*It must be the id of a run;/,
  ],
  [
    'an argument too many',
    ['doctor', 'logs'],
    /^wordcount: too many arguments for 'doctor'\. Expected 0 arguments but got 1\.?\n/,
  ],
  ['a path that does not exist', ['run', './none'], /There is no file or folder \.\/none\. Check/],
  ['a bucket and a path', ['run', 's3://b/x', '.'], /s3:\/\/b and \. cannot be counted together/],
  [
    'two buckets',
    ['run', 's3://a', 's3://b/x'],
    /s3:\/\/a and s3:\/\/b cannot be counted together/,
  ],
  ['a source and --dir', ['run', '.', '--dir', 'src'], /\. and --dir both name what to count/],
  [
    'a prefix of a file',
    ['run', 'LICENSE', '--prefix', 'a'],
    /LICENSE is a file, so --prefix has no/,
  ],
  ['files on Lambda', ['run', 'LICENSE', '--engine', 'lambda'], /Lambda can count buckets only/],
  [
    '--json along with another format',
    ['run', '--dir', '.', '--json', '--format', 'csv'],
    /--json is short for --format json, but --format csv is given too\. Leave one out\.\n/,
  ],
  [
    'a table of keys',
    ['run', '--dir', '.', '--no-agg', '--format', 'table'],
    /There is no table of keys: --no-agg prints one line for each\. Give --format json, csv, tsv or plain\.\n/,
  ],
  [
    'a bar where there is no terminal',
    ['run', '--dir', '.', '--progress', 'bar'],
    /not a terminal, so no bar can be drawn on it\. Give --progress plain/,
  ],
  [
    'a bar of a dry run where there is no terminal',
    ['run', '--dir', 'docs', '--dry-run', '--progress', 'bar'],
    /not a terminal, so no bar can be drawn on it\. Give --progress plain/,
  ],
])('%s', async (_, args, message) => {
  const { stdout, stderr, exitCode } = await runCli(args);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

const TOKEN = 'a-token-of-more-than-16-characters';

test.each([
  [['serve', '--dir', '.', '--prefix=a', '--words', 'wc', '--prefix=a'], '--prefix', '"a" and "a"'],
  [['serve', '--dir', '.', '--prefix', 'a', '--prefix', ''], '--prefix', '"a" and ""'],
  [['run', '--dir', 'one', '--dir', 'two\n'], '--dir', '"one" and "two\\n"'],
  [['run', '--bucket', 'one', '--bucket', 'two'], '--bucket', '"one" and "two"'],
  [
    ['run', '--dir', '.', '--concurrency', '1', '--concurrency', '2'],
    '--concurrency',
    '"1" and "2"',
  ],
  [['serve', '--dir', '.', '--prefix', 'a', '--prefix', 'b'], '--prefix', '"a" and "b"'],
  [['serve', '--dir', '.', '--port', '1', '--port', '2'], '--port', '"1" and "2"'],
  [['deploy', '--name', 'a', '--name', 'b'], '--name', '"a" and "b"'],
  [['deploy', '--role', ARN, '--role', ARN], '--role', `"${ARN}" and "${ARN}"`],
  [['deploy', '--print-policy', '--print-policy', 'run'], '--print-policy', 'no value and "run"'],
  [['destroy', '--region', 'a', '--region', 'b'], '--region', '"a" and "b"'],
])('%j gives too many values', async (args, option, values) => {
  expect(await runCli(args)).toEqual({
    stdout: '',
    stderr: `wordcount: ${option} takes one value and is given twice: ${values}. Leave one out.\n`,
    exitCode: 2,
  });
});

test('a token that is given twice is not shown', async () => {
  const { stderr } = await runCli(['serve', '--dir', '.', '--token', TOKEN, '--token', 'other']);
  expect(stderr).toBe('wordcount: --token takes one value and is given twice. Leave one out.\n');
});

test('a file instead of a folder, with the stack only with --debug', async () => {
  const file = join(createTemporaryFolder(), 'file.txt');
  writeFileSync(file, '');
  const plain = await runCli(['run', '--dir', file]);
  expect(plain.stderr).toBe(
    `wordcount: ${file} is not a folder. Give --dir the folder that it is in, and --prefix its name.\n`,
  );
  const debug = await runCli(['run', '--dir', file, '--debug']);
  expect(debug.stderr).toMatch(/^ {4}at .*\/src\/commands\/.*\.ts:\d+/m);
  expect(debug.exitCode).toBe(2);
});

test('--help names every option, --version is the version of the package', async () => {
  const help = await runCli(['run', '--help']);
  for (const option of ['--dir', '--prefix', '--include', '--words', '--no-agg', '--json']) {
    expect(help.stdout).toContain(option);
  }
  expect(help.exitCode).toBe(0);
  for (const asked of ['--version', '-v', '-V', 'version']) {
    expect((await runCli([asked])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  }
});

test.each(['run', 'serve', 'deploy', 'destroy', 'complete'])(
  'help %s has examples',
  async (verb) => {
    const help = await runCli(['help', verb]);
    expect(help.stdout).toMatch(new RegExp(`^Examples:\\n(?:.*\\n)*?.*wordcount ${verb} `, 'm'));
    expect(help.stdout).toBe((await runCli([verb, '--help'])).stdout);
    for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  },
);

test('an endpoint without a scheme in the environment is named', async () => {
  const env = {
    AWS_ENDPOINT_URL: 'localhost:9000',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
  };
  const args = ['run', '--bucket', 'b', '--engine', 'local', '--quiet'];
  expect(await runCli(args, { env })).toEqual({
    stdout: '',
    stderr:
      'wordcount: The endpoint localhost:9000 is not a URL such as http://127.0.0.1:9000. Check --endpoint-url and AWS_ENDPOINT_URL.\n',
    exitCode: 2,
  });
});
