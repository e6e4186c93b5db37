// Every option that was given is in a command that is advised, and a shell reads it as it was given.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { deploymentOptions } from '../../../src/protocol/deployment-options.ts';

test('the default deployment needs no options', () => {
  expect(deploymentOptions({})).toBe('');
  expect(deploymentOptions({ name: 'wordcount' })).toBe('');
});

test.each([
  [{ name: 'test', region: 'eu-west-1' }],
  [{ profile: "Ann's own $HOME", endpointUrl: 'http://127.0.0.1:9000/?a=1&b=2' }],
  [{ name: 'a_b-c', profile: '`id`; "x" \\' }],
  [{ profile: '=ls' }],
  [{ profile: '~' }],
  [{ profile: 'größe 日本 🎉 !x * #' }],
])('a shell reads %j as it was given', (choice) => {
  const words = execFileSync('sh', ['-c', `printf '%s\\n' -- ${deploymentOptions(choice)}`], {
    encoding: 'utf8',
  });
  const asked = Object.entries(choice).flatMap(([option, value]) => [
    option === 'endpointUrl' ? '--endpoint-url' : `--${option}`,
    value,
  ]);
  expect(words.split('\n').slice(1, -1)).toEqual(asked);
});

test('a password in an address is not shown', () => {
  const options = deploymentOptions({ endpointUrl: 'https://ann:secret@s3.example:9000/x' });
  expect(options).toBe(' --endpoint-url https://…@s3.example:9000/x');
});
