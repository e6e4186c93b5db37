// Where the whole chain is tried, and that half of the settings are not taken for all of them.

import { expect, test } from 'vitest';
import { awsVariables, readChainPlace } from '../../support/chain-place.ts';

const bucket = { WORDCOUNT_TEST_BUCKET: 'b' };
const endpoint = { WORDCOUNT_TEST_S3_ENDPOINT: 'http://127.0.0.1:9000' };
const all = Object.fromEntries(
  ['S3', 'LAMBDA', 'IAM', 'CLOUDWATCH_LOGS', 'STS'].map((name) => [
    `AWS_ENDPOINT_URL_${name}`,
    'http://127.0.0.1:1',
  ]),
);

test.each([
  [{}, { kind: 'own' }],
  [{ WORDCOUNT_TEST_BUCKET: '', AWS_PROFILE: 'work' }, { kind: 'own' }],
  [bucket, { kind: 'aws', bucket: 'b' }],
  [
    { ...bucket, ...all },
    { kind: 'aws', bucket: 'b' },
  ],
  [
    {
      ...bucket,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
    },
    { kind: 'aws', bucket: 'b' },
  ],
  [
    { ...bucket, ...endpoint },
    { kind: 's3-server', bucket: 'b', endpoint: 'http://127.0.0.1:9000' },
  ],
])('%o', (env, place) => {
  expect(readChainPlace(env)).toEqual(place);
});

test.each([
  [endpoint, 'WORDCOUNT_TEST_S3_ENDPOINT needs WORDCOUNT_TEST_BUCKET too'],
  [{ ...bucket, WORDCOUNT_TEST_S3_ENDPOINT: '127.0.0.1:9000' }, 'must be a URL'],
  [
    { ...bucket, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
    'AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS, ' +
      'AWS_ENDPOINT_URL_STS must be set too',
  ],
])('half of it, %o, is refused', (env, message) => {
  expect(() => readChainPlace(env)).toThrow(message);
});

test('the program is told whose AWS it is, and nothing that changes what it does', () => {
  const told = { AWS_PROFILE: 'work', HOME: '/home/tester' };
  const env = { ...told, WORDCOUNT_PREFIX: 'p', BUCKET: 'b', NODE_OPTIONS: '--inspect' };
  expect(awsVariables(env)).toEqual(told);
});
