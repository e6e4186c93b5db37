// Functions to invoke in the tests of the Lambda service, and the SDK's clients to do it with.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCompleteEvent,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { zipArchive } from '../support/zip-archive.ts';
import { type LambdaServiceOptions, startLambdaService } from './start-lambda-service.ts';

export const trustLambda = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

/** Acts as its event says: `index.buffered` returns it, `index.streaming` writes its pieces. */
export const testArchive = zipArchive({
  'index.mjs': `
    export const buffered = async (event, context) => {
      if (event.log) console.log(event.log);
      if (event.fail) throw new TypeError(event.fail);
      if (event.exit !== undefined) process.exit(event.exit);
      if (event.fill) {
        // Allocates no faster than the service can check.
        for (const kept = []; ; await new Promise(setImmediate)) kept.push(Buffer.alloc(1 << 20, 1));
      }
      if (event.forever) await new Promise((resolve) => setTimeout(resolve, 60_000));
      if (event.size) return 'x'.repeat(event.size);
      if (event.variable) return process.env[event.variable] ?? null;
      if (event.left) return context.getRemainingTimeInMillis();
      if (event.gate) await fetch(event.gate);
      return { echo: event, id: context.awsRequestId, node: process.version };
    };
    export const streaming = awslambda.streamifyResponse(async (event, stream) => {
      for (const piece of event.pieces) {
        if (piece.startsWith('http:')) await fetch(piece);
        else if (piece === 'pid') stream.write(String(process.pid));
        else if (piece === 'forever') await new Promise((resolve) => setTimeout(resolve, 60_000));
        else if (piece === 'throw') throw new RangeError('half-way');
        else await new Promise((resolve) => stream.write(piece, resolve));
      }
      stream.end();
    });
  `,
});

/** Settings of the SDK's clients. They retry no request. */
export function clientConfig(endpoint: string) {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
}

export type TestFunctions = Awaited<ReturnType<typeof startTestFunctions>>;

/** A service with the functions `buffered` and `streaming`, and functions to deploy and invoke. */
export async function startTestFunctions(options: LambdaServiceOptions = {}) {
  const service = await startLambdaService({ looksUntilReady: 0, ...options });
  const config = clientConfig(service.endpoint);
  const lambda = new LambdaClient(config);
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({ RoleName: 'tests', AssumeRolePolicyDocument: trustLambda }),
  );

  async function deploy(name: string, settings: Partial<CreateFunctionCommandInput>) {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Role: Role?.Arn,
        Handler: 'index.buffered',
        Architectures: ['arm64'],
        MemorySize: 256,
        Timeout: 20,
        Code: { ZipFile: testArchive },
        ...settings,
      }),
    );
    await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  }

  async function invoke(name: string, event: unknown) {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: 'Tail' }),
    );
    return {
      error: answer.FunctionError,
      payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString() || 'null'),
      log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    };
  }

  async function invokeStreaming(
    name: string,
    event: unknown,
    onText: (text: string) => void = () => {},
  ) {
    const answer = await lambda.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: name,
        Payload: JSON.stringify(event),
        LogType: 'Tail',
      }),
    );
    let text = '';
    let complete: InvokeWithResponseStreamCompleteEvent | undefined;
    let broke: unknown;
    try {
      for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
        const piece = Buffer.from(PayloadChunk?.Payload ?? []).toString();
        text += piece;
        if (piece !== '') onText(text);
        complete = InvokeComplete ?? complete;
      }
    } catch (error) {
      broke = error;
    }
    const log = Buffer.from(complete?.LogResult ?? '', 'base64').toString();
    return { text, complete, broke, log };
  }

  await deploy('buffered', { Handler: 'index.buffered' });
  await deploy('streaming', { Handler: 'index.streaming' });
  return { service, lambda, deploy, invoke, invokeStreaming };
}

/** A URL that answers only after it was opened. */
export async function startGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const server = createServer((_, response) => void opened.then(() => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, open, close };
}
