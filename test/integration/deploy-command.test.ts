// `wordcount deploy` and `wordcount destroy` as a user runs them: their output and exit codes.

import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { MANY_STARTS, SIGNED_IN, useLambdaService } from '../emulator/deploying.ts';
import { runCli, startCli } from '../support/run-cli.ts';

const { service, aws } = useLambdaService();

test('deploys, finds nothing to do, changes one thing, and destroys', MANY_STARTS, async () => {
  const dry = await aws('deploy', '--dry-run', '--bucket', 'logs');
  expect(dry).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('dry run') });
  expect(dry.stdout.match(/^ {2}create /gm)).toHaveLength(8);
  expect(service().resources().functions).toEqual([]);

  const unconfirmed = await aws('deploy', '--bucket', 'logs');
  expect(unconfirmed).toMatchObject({ exitCode: 2, stdout: dry.stdout });
  expect(unconfirmed.stderr).toContain('Give --yes to deploy without asking.');
  expect(service().resources().functions).toEqual([]);

  const first = await aws('deploy', '--bucket', 'logs', '--yes');
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toBe(dry.stdout);
  expect(first.stdout).toContain('account 123456789012, region us-east-1');
  expect(first.stderr).toContain('created function wordcount-cascade');
  const toCount = `To count: wordcount run --bucket logs --endpoint-url ${service().endpoint}\n`;
  expect(first.stderr).toContain(`Done. ${toCount}`);

  const again = await aws('deploy', '--bucket', 'logs');
  expect(again.stderr).toBe(`Nothing to do. ${toCount}`);
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('Buckets that workers may read: logs, as before\n');

  const unnamed = await aws('deploy', '--yes');
  expect(unnamed.stdout).toBe(again.stdout);
  expect(unnamed.stderr).toBe(`Nothing to do. ${toCount}`);

  const all = await aws('deploy', '--dry-run', '--all-buckets');
  expect(all.stderr).toContain('Workers may read every bucket');
  expect(all.stdout).toContain('Buckets that workers may read: logs → all buckets\n');
  expect(all.stdout.match(/^ {2}change /gm)).toHaveLength(1);

  const dryEnd = await aws('destroy', '--dry-run');
  expect(dryEnd.stdout.match(/^ {2}remove /gm)).toHaveLength(8);
  const unasked = await aws('destroy');
  expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Give --yes') });
  expect(service().resources().functions).toHaveLength(2);

  const end = await aws('destroy', '--yes');
  expect(end.exitCode).toBe(0);
  expect(end.stderr).toMatch(/Removed 8 resources\. Nothing is left\.\n$/);
  expect(service().resources()).toEqual({ functions: [], roles: [], logGroups: [] });

  const nothing = await aws('destroy', '--yes');
  expect(nothing).toEqual({ stdout: '', stderr: 'Nothing to remove.\n', exitCode: 0 });
});

test('Ctrl-C in the middle says how many steps are done', MANY_STARTS, async () => {
  const release = service().faults.failCall({
    action: 'lambda:CreateFunction',
    status: 400,
    code: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
  const args = ['--endpoint-url', service().endpoint, '--name', 'cut', '--bucket', 'logs', '--yes'];
  const deploying = startCli(['deploy', ...args], { env: SIGNED_IN });
  for await (const line of deploying.iterable({ from: 'stderr' })) {
    if (line.startsWith('waiting for IAM changes')) deploying.kill('SIGINT');
  }
  const { exitCode, stderr } = await deploying;
  release();
  expect(stderr).toMatch(
    /\nInterrupted\. 6 of 8 steps are done\. Run the same command again to do the rest\.\n$/,
  );
  expect(exitCode).toBe(130);
  expect((await aws('destroy', '--name', 'cut', '--yes')).exitCode).toBe(0);
});

test(
  'a step that is forbidden: what stands, what is missing, and that it goes on from there',
  MANY_STARTS,
  async () => {
    service().faults.failCall({
      action: 'lambda:CreateFunction',
      status: 403,
      code: 'AccessDeniedException',
      message: 'User tester is not authorized to perform: lambda:CreateFunction',
    });
    const half = await aws('deploy', '--name', 'half', '--yes');
    service().faults.clear();
    expect(half.exitCode).toBe(2);
    expect(half.stderr).toContain('Not permitted to create the function half-worker');
    expect(half.stderr).toContain(
      `with "wordcount deploy --print-policy --name half --endpoint-url ${service().endpoint}".`,
    );
    expect(half.stderr).toContain('6 of 8 steps are done.');
    expect(half.stderr).not.toMatch(/\n\s+at /);

    const whole = await aws('deploy', '--name', 'half', '--yes');
    expect(whole.exitCode).toBe(0);
    expect(whole.stdout.match(/^ {2}create /gm)).toHaveLength(2);
    expect(whole.stderr).toContain('wordcount run --bucket NAME --name half');
    expect((await aws('destroy', '--name', 'half', '--yes')).exitCode).toBe(0);
  },
);

test.each([
  ['no credentials', { AWS_ACCESS_KEY_ID: '' }, 'No AWS credentials were found'],
  ['no region', { AWS_REGION: '' }, 'No AWS region is set'],
  ['nobody there', { WORDCOUNT_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'there is no connection'],
])('one clear line: %s', async (_, env, line) => {
  const { stderr, stdout, exitCode } = await runCli(['deploy', '--dry-run'], {
    env: { ...SIGNED_IN, WORDCOUNT_ENDPOINT_URL: service().endpoint, ...env },
  });
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('an expired token is reported as expired', async () => {
  const remove = service().faults.failCall({
    action: 'sts:GetCallerIdentity',
    status: 403,
    code: 'ExpiredToken',
  });
  const { stderr, exitCode } = await aws('destroy', '--yes');
  remove();
  expect(exitCode).toBe(2);
  expect(stderr).toContain('The AWS credentials have expired');
  expect(stderr).not.toContain('--print-policy');
});

test('the policy is printed without credentials, for all, for deploying or for running', async () => {
  const sids = async (...args: string[]) => {
    const { stdout, exitCode } = await runCli(['deploy', '--print-policy', ...args]);
    expect(exitCode).toBe(0);
    const policy = JSON.parse(stdout) as { Version: string; Statement: { Sid: string }[] };
    expect(policy.Version).toBe('2012-10-17');
    return policy.Statement.map(({ Sid }) => Sid);
  };
  const run = await sids('run', '--bucket', 'logs', '--region', 'eu-west-1');
  // Those who deploy may look at the functions anyway.
  const others = run.filter((sid) => sid !== 'RunReadFunctions');
  expect(await sids()).toEqual([...(await sids('deploy')), ...others]);
});

test('a template is printed without credentials, and does not go with the policy', async () => {
  for (const kind of ['cloudformation', 'terraform']) {
    const args = ['deploy', '--template', kind, '--bucket', 'logs', '--code-bucket', 'code'];
    const { stdout, stderr, exitCode } = await runCli([...args, '--code-prefix', 'a/']);
    expect(exitCode).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('s3:::logs/*');
    const [, name = ''] = /s3:\/\/code\/(a\/wordcount-worker-\w+\.zip)\n/.exec(stderr) ?? [];
    expect(stdout).toContain(`"${name}"`);
    const local = await runCli(['deploy', '--template', kind]);
    expect(local.stdout).toMatch(/"\/.*\/dist\/functions\/worker\.zip"/);
  }
  const both = await runCli(['deploy', '--template', 'terraform', '--print-policy']);
  expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--print-policy') });
});

test('a tag cannot be set and removed at once', async () => {
  const { stderr, exitCode } = await aws('deploy', '--tag', 'team=a', '--untag', 'team');
  expect(stderr).toBe('wordcount: --tag and --untag both name team. Leave one out.\n');
  expect(exitCode).toBe(2);
});

test.each([
  ['--name', 'a b'],
  ['--bucket', 'logs/*'],
  ['--role', 'mine'],
  ['--kms-key', 'alias/mine'],
  ['--permissions-boundary', 'boundary'],
  ['--subnet', 'sg-1'],
  ['--security-group', 'subnet-1'],
  ['--tag', 'team'],
  ['--tag', 'aws:team=a'],
  ['--untag', 'wordcount:stem'],
  ['--reserved-concurrency', '0'],
  ['--worker-memory', '127'],
  ['--cascade-timeout', '901'],
  ['--log-retention-days', '2'],
  ['--architecture', 'mips'],
  ['--print-policy', 'nobody'],
  ['--template', 'pulumi'],
  ['--code-bucket', 'a/b'],
])('a value that AWS would refuse is refused beforehand: %s %s', async (name, value) => {
  const { stderr, exitCode } = await runCli(['deploy', name, value], { env: SIGNED_IN });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(name);
});

test('other verbs do not load the SDK', async () => {
  const dist = new URL('../../dist/', import.meta.url);
  const names = await readdir(dist);
  const loaded = new Set<string>();
  const follow = async (name: string): Promise<void> => {
    if (loaded.has(name)) return;
    loaded.add(name);
    const text = await readFile(new URL(name, dist), 'utf8');
    expect(text).not.toMatch(/from "@aws-sdk/);
    for (const [, chunk = ''] of text.matchAll(/^(?:import|} from|export .*from) .*"\.\/(.+)"/gm)) {
      await follow(chunk);
    }
  };
  expect(names).toContain('cli.js');
  await follow('cli.js');
});
