// The SDK's own client sends the commands; only its connection is replaced.

import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createSender } from '../../../src/aws/command-sender.ts';

interface Sent {
  readonly prefix: string;
  readonly userAgent: string;
  readonly signal: AbortSignal | undefined;
  answer(status?: number): void;
}

let sent: Sent[] = [];

const requestHandler = {
  handle: (
    request: { query: Record<string, string>; headers: Record<string, string> },
    { abortSignal: signal }: { abortSignal?: AbortSignal } = {},
  ) =>
    new Promise((resolve) => {
      const { prefix = '' } = request.query;
      const body = Buffer.from(`<ListBucketResult><Prefix>${prefix}</Prefix></ListBucketResult>`);
      sent.push({
        ...{ prefix, signal, userAgent: request.headers['user-agent'] ?? '' },
        answer: (statusCode = 200) => resolve({ response: { statusCode, headers: {}, body } }),
      });
    }),
};

const client = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  maxAttempts: 1,
  requestHandler: requestHandler as unknown as NonNullable<S3ClientConfig['requestHandler']>,
});
const ownHandler = client.config.requestHandler;

beforeEach(() => {
  sent = [];
});
afterAll(() => client.destroy());

async function until(count: number): Promise<void> {
  while (sent.length < count) await new Promise(setImmediate);
}

const list = (prefix: string) => new ListObjectsV2Command({ Bucket: 'b', Prefix: prefix });

function createCounted() {
  let handlers = 0;
  const send = createSender<ListObjectsV2CommandOutput, string | undefined>(client, () => {
    handlers += 1;
    return ({ Prefix }) => Prefix;
  });
  return { send, handlers: () => handlers };
}

test('a handler serves one command after another, each with its own signal', async () => {
  const { send, handlers } = createCounted();
  for (const prefix of ['one', 'two', 'three']) {
    const { signal } = new AbortController();
    const result = send(list(prefix), signal);
    await until(1);
    const [request] = sent;
    expect(request).toMatchObject({ prefix });
    expect(request?.signal).toBe(signal);
    expect(request?.userAgent.length).toBeLessThan(300);
    request?.answer();
    expect(await result).toBe(prefix);
    sent = [];
  }
  expect(handlers()).toBe(1);
});

test('commands that are sent at the same time have a handler each', async () => {
  const { send, handlers } = createCounted();
  const signals = [new AbortController().signal, new AbortController().signal];
  const results = signals.map((signal, index) => send(list(`at once ${index}`), signal));
  await until(2);
  expect(sent.map(({ signal }) => signals.indexOf(signal as AbortSignal)).sort()).toEqual([0, 1]);
  for (const request of sent.toReversed()) request.answer();
  expect(await Promise.all(results)).toEqual(['at once 0', 'at once 1']);
  expect(handlers()).toBe(2);
});

test('a handler whose command has failed is used again', async () => {
  const { send, handlers } = createCounted();
  const { signal } = new AbortController();
  const failing = send(list('failing'), signal);
  await until(1);
  sent[0]?.answer(500);
  await expect(failing).rejects.toThrow();
  const next = send(list('next'), signal);
  await until(2);
  sent[1]?.answer();
  expect(await next).toBe('next');
  expect(handlers()).toBe(1);
});

test('no handler keeps the input of the command that it was made for', async () => {
  const inputs: unknown[] = [];
  const send = createSender<ListObjectsV2CommandOutput, string | undefined>(client, (command) => {
    inputs.push((command as ListObjectsV2Command).input);
    return ({ Prefix }) => Prefix;
  });
  const result = send(list('long'), new AbortController().signal);
  await until(1);
  sent[0]?.answer();
  expect(await result).toBe('long');
  expect(inputs).toEqual([{}]);
});

test('the client keeps its connection if no handler can be made', async () => {
  const send = createSender<ListObjectsV2CommandOutput, void>(client, (command) => {
    const { middlewareStack } = command as ListObjectsV2Command;
    // The client has one of this name.
    middlewareStack.add((next) => next, { step: 'build', name: 'hostHeaderMiddleware' });
    return () => undefined;
  });
  const failing = send(list('never sent'), new AbortController().signal);
  await expect(failing).rejects.toThrow('hostHeaderMiddleware');
  expect(client.config.requestHandler).toBe(ownHandler);
  expect(sent).toEqual([]);
});

test('the client keeps its connection for all other commands', () => {
  expect(client.config.requestHandler).toBe(ownHandler);
});
