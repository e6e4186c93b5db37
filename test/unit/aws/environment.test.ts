// Options of the command line as the SDK's environment.

import { expect, test } from 'vitest';
import { applyAwsOptions } from '../../../src/aws/environment.ts';

function apply(options: Parameters<typeof applyAwsOptions>[0], env: Record<string, string>) {
  const variables: NodeJS.ProcessEnv = { ...env };
  applyAwsOptions(options, variables);
  const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...others } = variables;
  return others;
}

test('without options the environment does not change', () => {
  expect(apply({}, { AWS_PROFILE: 'p', AWS_REGION: 'r' })).toEqual({
    AWS_PROFILE: 'p',
    AWS_REGION: 'r',
  });
});

test('a region overrides both variables, of which the SDK reads one', () => {
  const both = { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' };
  expect(apply({ region: 'c' }, both).AWS_REGION).toBe('c');
  expect(apply({}, both).AWS_REGION).toBe('a');
  expect(apply({}, { AWS_DEFAULT_REGION: 'b' }).AWS_REGION).toBe('b');
});

test('a profile overrides keys, and an endpoint those of single services', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
  expect(apply({ profile: 'p' }, keys)).toEqual({ AWS_PROFILE: 'p' });
  const url = 'http://127.0.0.1:9';
  expect(apply({ endpointUrl: url }, { AWS_ENDPOINT_URL_S3: 'x' })).toEqual({
    AWS_ENDPOINT_URL: url,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
  });
});

test("the SDK's hint about Node is suppressed unless the user asks for it", () => {
  const variables: NodeJS.ProcessEnv = {};
  applyAwsOptions({}, variables);
  expect(variables.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBe('true');
  variables.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'false';
  applyAwsOptions({}, variables);
  expect(variables.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBe('false');
});
