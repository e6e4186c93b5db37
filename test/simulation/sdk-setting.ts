// The surroundings in which the SDK's clients do the same at every run: an environment of its own, and no
// file that they read.

import { externalDataInterceptor } from '@smithy/core/config';
import { connectToS3, type S3Connection, type S3Settings } from '../../src/aws/s3-client.ts';

const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
} as const;

export function settleSdk(): void {
  // Many errors are made on the way, and each stack takes longer than most of what else there is to do.
  Error.stackTraceLimit = 2;
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) delete process.env[name];
  }
  Object.assign(process.env, VARIABLES);
  externalDataInterceptor.interceptFile(VARIABLES.AWS_CONFIG_FILE, '');
  externalDataInterceptor.interceptFile(VARIABLES.AWS_SHARED_CREDENTIALS_FILE, '');
}

/** A connection whose requests are not signed: nobody looks at signatures here, and they take long. */
export function connectUnsigned(settings: S3Settings): S3Connection {
  const connection = connectToS3(settings);
  const signer = { sign: async <T>(request: T) => request };
  Object.assign(connection.client.config, { signer: async () => signer });
  return connection;
}
