// `wordcount deploy` where something is deployed already, and its questions on a terminal.

import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { MANY_STARTS, SIGNED_IN, useLambdaService } from '../emulator/deploying.ts';
import { clientConfig, trustLambda } from '../emulator/test-functions.ts';
import { CLI_PATH, cleanEnvironment } from '../support/run-cli.ts';

const { service, aws } = useLambdaService();

/** Runs the verb on a terminal. `ahead` is typed before the question, and `typed` once it has appeared. */
async function onTerminal(verb: string, typed: string, ahead = ''): Promise<string> {
  const command = `'${process.execPath}' '${CLI_PATH}' ${verb} --endpoint-url ${service().endpoint}`;
  const running = execa('script', ['-qec', command, '/dev/null'], {
    extendEnv: false,
    env: { ...cleanEnvironment(), ...SIGNED_IN, TERM: 'dumb' },
    reject: false,
  });
  running.stdin.write(ahead);
  let shown = '';
  running.stdout.on('data', (text: Buffer) => {
    shown += text.toString();
    if (shown.includes('[y/N]') && !running.stdin.writableEnded) running.stdin.end(typed);
  });
  const { stdout, exitCode } = await running;
  return `${stdout.replaceAll('\r', '')}\nexit status ${exitCode}`;
}

test('on a terminal it asks before it changes something', MANY_STARTS, async () => {
  const deploy = 'deploy --name asked --bucket logs';
  const declined = await onTerminal(deploy, 'n\n');
  expect(declined).toContain('Make these 8 changes? [y/N]');
  expect(declined).toMatch(/Nothing was changed\.\nexit status 1$/);
  expect(service().resources().functions).not.toContain('asked-worker');

  expect(await onTerminal(deploy, 'y\n')).toMatch(/Done\. .*\nexit status 0$/);
  const again = await onTerminal(deploy, '');
  expect(again).not.toContain('[y/N]');
  expect(again).toMatch(/Nothing to do\. .*\nexit status 0$/);
  expect(await onTerminal('destroy --name asked', 'yes\n')).toContain('Nothing is left.');
});

test.each([
  ['y\n', 'n\n'],
  // A line that is not ended yet, and its end.
  ['y', '\n'],
])(
  'what is typed before the question is no answer: %j, then %j',
  MANY_STARTS,
  async (ahead, typed) => {
    const told = await onTerminal('deploy --name early --bucket logs', typed, ahead);
    expect(told).toMatch(/Nothing was changed\.\nexit status 1$/);
    expect(service().resources().functions).not.toContain('early-worker');
  },
);

test('a policy that was changed by hand is not widened', MANY_STARTS, async () => {
  await aws('deploy', '--name', 'hand', '--bucket', 'logs', '--yes');
  const iam = new IAMClient(clientConfig(service().endpoint));
  onTestFinished(() => iam.destroy());
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'hand-worker',
      PolicyName: 'wordcount-us-east-1',
      PolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
    }),
  );
  const unnamed = await aws('deploy', '--name', 'hand', '--yes');
  expect(unnamed).toMatchObject({ exitCode: 2, stdout: '' });
  expect(unnamed.stderr).toContain('Name them with --bucket, or give --all-buckets.');
  const named = await aws('deploy', '--name', 'hand', '--bucket', 'logs', '--yes');
  expect(named.stdout).toContain('Buckets that workers may read: unknown → logs\n');
  expect(named.exitCode).toBe(0);
});

test(
  'a role that was lent once stays, until roles of its own are asked for',
  MANY_STARTS,
  async () => {
    const iam = new IAMClient(clientConfig(service().endpoint));
    onTestFinished(() => iam.destroy());
    await iam.send(
      new CreateRoleCommand({ RoleName: 'lent', AssumeRolePolicyDocument: trustLambda }),
    );
    const lent = 'arn:aws:iam::123456789012:role/lent';
    const name = ['--name', 'guest', '--yes'];
    await aws('deploy', ...name, '--role', lent);
    const again = await aws('deploy', ...name);
    expect(again.stderr).toMatch(/^Nothing to do\./);
    expect(again.stdout).toContain(`those that ${lent} permits`);
    const narrowed = await aws('deploy', ...name, '--bucket', 'logs');
    expect(narrowed.stderr).toMatch(/^The role is used as it is, so --bucket changes nothing\.\n/);
    // The role that was lent does not tell which buckets workers may read.
    const unnamed = await aws('deploy', ...name, '--no-role');
    expect(unnamed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unnamed.stderr).toContain('Name them with --bucket, or give --all-buckets.');
    const own = await aws('deploy', ...name, '--no-role', '--bucket', 'logs');
    expect(own.stdout.match(/^ {2}create {2}role/gm)).toHaveLength(4);
    expect(own.exitCode).toBe(0);
    const { stdout, stderr } = await aws('deploy', ...name);
    expect(stderr).toMatch(/^Nothing to do\./);
    expect(stdout).toContain('Buckets that workers may read: logs, as before');
  },
);

test(
  'without permission to look at network interfaces, destroy says which it is',
  MANY_STARTS,
  async () => {
    const vpc = ['--subnet', 'subnet-1', '--security-group', 'sg-1', '--bucket', 'logs'];
    await aws('deploy', '--name', 'vpc', '--yes', ...vpc);
    const dry = await aws('destroy', '--name', 'vpc', '--dry-run');
    expect(dry.stdout).toContain('wait    network interfaces  vpc\n');
    const remove = service().faults.failCall({
      action: 'ec2:DescribeNetworkInterfaces',
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation.',
    });
    const denied = await aws('destroy', '--name', 'vpc', '--yes');
    expect(denied.exitCode).toBe(2);
    expect(denied.stderr).toContain('Not permitted to remove the network interfaces vpc');
    expect(denied.stderr).toContain('--print-policy');
    remove();
    const { stderr } = await aws('destroy', '--name', 'vpc', '--yes');
    expect(stderr).toMatch(/Removed 4 resources\. Nothing is left\.\n$/);
  },
);
