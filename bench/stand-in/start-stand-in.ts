// Starts a process that stands in for S3 and Lambda, so that the program can be measured alone.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { KeyShape } from './key-shapes.ts';
import type { LambdaFigures } from './made-up-lambda.ts';
import type { S3Figures } from './made-up-s3.ts';

export interface StandInOptions {
  readonly keys: number;
  readonly shape?: KeyShape;
  /** How long a page of a listing takes. */
  readonly delayMs?: number;
  /** How long a worker takes; left out, cascades answer at once. */
  readonly workerMs?: number;
}

export interface StandIn {
  readonly endpoint: string;
  /** The environment in which the program, or the SDK, takes it for AWS or for another store. */
  environment(as: 'aws' | 'other-store'): Readonly<Record<string, string>>;
  figures(): Promise<S3Figures & LambdaFigures>;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('stand-in-process.ts', import.meta.url));

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
};

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { keys, shape = 'dates', delayMs = 0, workerMs = 0 } = options;
  const args = [`--keys=${keys}`, `--shape=${shape}`];
  args.push(`--delay-ms=${delayMs}`, `--worker-ms=${workerMs}`);
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const endpoint = await Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text).trim()),
    closed.then(() => undefined),
  ]);
  if (endpoint === undefined) throw new Error('The stand-in did not start.');
  return {
    endpoint,
    environment: (as) => (as === 'aws' ? asAws(endpoint) : asOtherStore(endpoint)),
    figures: async () =>
      (await (await fetch(`${endpoint}/stand-in`)).json()) as S3Figures & LambdaFigures,
    async stop() {
      child.stdin.end();
      await closed;
    },
  };
}

function asOtherStore(endpoint: string) {
  return { ...CREDENTIALS, AWS_ENDPOINT_URL: endpoint };
}

/** The stand-in is a proxy on the way to the hosts of AWS, and answers in their place. */
function asAws(endpoint: string) {
  return {
    ...CREDENTIALS,
    AWS_ENDPOINT_URL_S3: 'http://s3.us-east-1.amazonaws.com',
    AWS_ENDPOINT_URL_LAMBDA: 'http://lambda.us-east-1.amazonaws.com',
    http_proxy: endpoint,
    no_proxy: '',
  };
}
