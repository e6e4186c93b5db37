// The Lambda service that other tests build on, driven by the SDK's own clients: how it invokes.

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LambdaService } from '../emulator/start-lambda-service.ts';
import { startGate, startTestFunctions, type TestFunctions } from '../emulator/test-functions.ts';
import { zipArchive } from '../support/zip-archive.ts';

let functions: TestFunctions;
let service: LambdaService;

beforeAll(async () => {
  functions = await startTestFunctions({
    concurrency: 4,
    variables: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
  });
  service = functions.service;
});

afterAll(() => service.close());

const textReport =
  /^REPORT RequestId: (?<id>\S+)\tDuration: (?<ms>[\d.]+) ms\tBilled Duration: (?<billed>\d+) ms\tMemory Size: 256 MB\tMax Memory Used: (?<used>\d+) MB\t(?:Init Duration: (?<init>[\d.]+) ms\t)?/m;

test('a buffered handler answers on Node 24, cold at first and warm after', async () => {
  const first = await functions.invoke('buffered', { log: 'hello', a: 1 });
  expect(first.error).toBeUndefined();
  expect(first.payload.echo).toEqual({ log: 'hello', a: 1 });
  expect(first.payload.node).toMatch(/^v24\./);
  expect(first.log).toContain(`START RequestId: ${first.payload.id} Version: $LATEST\n`);
  expect(first.log).toContain('INFO\thello\n');
  const cold = textReport.exec(first.log)?.groups ?? {};
  expect(cold.id).toBe(first.payload.id);
  expect(Number(cold.billed)).toBe(Math.ceil(Number(cold.ms) + Number(cold.init)));

  const second = await functions.invoke('buffered', {});
  const warm = textReport.exec(second.log)?.groups ?? {};
  expect(warm.init).toBeUndefined();
  expect(Number(warm.billed)).toBe(Math.ceil(Number(warm.ms)));
  expect(Number(warm.used)).toBeGreaterThan(0);

  const issued = service.records.reports.filter(({ functionName }) => functionName === 'buffered');
  expect(issued.map(({ billedMs }) => billedMs)).toEqual([
    Number(cold.billed),
    Number(warm.billed),
  ]);
  expect(issued.every(({ delivered }) => delivered)).toBe(true);
});

test('the environment is that of Lambda, with what the service adds', async () => {
  const variable = async (name: string) =>
    (await functions.invoke('buffered', { variable: name })).payload;
  expect(await variable('AWS_LAMBDA_FUNCTION_NAME')).toBe('buffered');
  expect(await variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')).toBe('256');
  expect(await variable('AWS_EXECUTION_ENV')).toBe('AWS_Lambda_nodejs24.x');
  expect(await variable('AWS_ENDPOINT_URL_LAMBDA')).toBe(service.endpoint);
  expect(await variable('AWS_ENDPOINT_URL_S3')).toBe('http://127.0.0.1:1');
  expect(await variable('NODE_OPTIONS')).toBeNull();
  const { payload: left } = await functions.invoke('buffered', { left: true });
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(20_000);
});

test('a streaming handler arrives live', async () => {
  const gate = await startGate();
  // The second piece is only written once the first has been read.
  const answer = await functions.invokeStreaming(
    'streaming',
    { pieces: ['one ', gate.url, 'two'] },
    gate.open,
  );
  expect(answer.text).toBe('one two');
  expect(answer.complete?.ErrorCode).toBeUndefined();
  expect(answer.log).toMatch(textReport);
  await gate.close();
});

test('each API runs handlers of the other kind', async () => {
  const asStream = await functions.invokeStreaming('buffered', { b: 2 });
  expect(JSON.parse(asStream.text).echo).toEqual({ b: 2 });
  const asBuffer = await functions.invoke('streaming', { pieces: ['"o', 'ne"'] });
  expect(asBuffer.payload).toBe('one');
});

test('a function invokes another one through the SDK', async () => {
  const bundled = await build({
    stdin: {
      resolveDir: process.cwd(),
      contents: `
        import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
        const lambda = new LambdaClient();
        export const handler = async (event) => {
          const input = { FunctionName: 'buffered', Payload: JSON.stringify(event) };
          return JSON.parse((await lambda.send(new InvokeCommand(input))).Payload.transformToString());
        };
      `,
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  });
  const ZipFile = zipArchive({ 'index.js': bundled.outputFiles[0]?.contents ?? '' });
  await functions.deploy('caller', { Handler: 'index.handler', Code: { ZipFile } });
  const { payload } = await functions.invoke('caller', { c: 3 });
  expect(payload.echo).toEqual({ c: 3 });
});

test('errors of a handler come with their type, also half-way', async () => {
  const buffered = await functions.invoke('buffered', { fail: 'no' });
  expect(buffered.error).toBe('Unhandled');
  expect(buffered.payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
  expect(buffered.log).toMatch(textReport);
  const streamed = await functions.invokeStreaming('streaming', { pieces: ['one', 'throw'] });
  expect(streamed.text).toBe('one');
  expect(streamed.complete?.ErrorCode).toBe('RangeError');
  expect(JSON.parse(streamed.complete?.ErrorDetails ?? '')).toMatchObject({
    errorMessage: 'half-way',
  });
  expect(streamed.log).toMatch(textReport);
});

test('a function at its time limit is ended', async () => {
  await functions.deploy('slow', { Timeout: 1 });
  const { error, payload, log } = await functions.invoke('slow', { forever: true });
  expect(error).toBe('Unhandled');
  expect(payload.errorType).toBe('Sandbox.Timedout');
  expect(payload.errorMessage).toMatch(/Error: Task timed out after 1\.00 seconds$/);
  expect(log).toMatch(/Duration: 1000\.00 ms\t.*\tStatus: timeout\t$/m);
  // The next invocation starts a new environment.
  expect((await functions.invoke('slow', {})).log).toContain('Init Duration');
});

test('an exit and running out of memory are ends of the runtime', async () => {
  const exit = await functions.invoke('buffered', { exit: 3 });
  expect(exit.payload.errorType).toBe('Runtime.ExitError');
  expect(exit.payload.errorMessage).toMatch(/Runtime exited with error: exit status 3$/);
  expect(exit.log).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError\t$/m);
  if (process.platform !== 'linux') return;
  const full = await functions.invokeStreaming('buffered', { fill: true });
  expect(full.complete?.ErrorCode).toBe('Runtime.ExitError');
  expect(full.complete?.ErrorDetails).toMatch(/signal: killed/);
  expect(full.log).toContain('Max Memory Used: 256 MB');
});

test('a module that does not load is an error of each invocation', async () => {
  await functions.deploy('broken', { Handler: 'nowhere.handler' });
  const { error, payload } = await functions.invoke('broken', {});
  expect(error).toBe('Unhandled');
  expect(payload.errorType).toBe('Runtime.ImportModuleError');
});

test('JSON logs have a platform.report record; WARN leaves it out', async () => {
  const LoggingConfig = { LogFormat: 'JSON' as const };
  await functions.deploy('json', { LoggingConfig });
  const { log, payload } = await functions.invoke('json', { log: 'hello' });
  const records = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.find(({ level }) => level === 'INFO')).toMatchObject({ message: 'hello' });
  const { record } = records.find(({ type }) => type === 'platform.report');
  expect(record).toMatchObject({
    requestId: payload.id,
    status: 'success',
    metrics: { memorySizeMB: 256, initDurationMs: expect.any(Number) },
  });
  expect(record.metrics.billedDurationMs).toBe(
    Math.ceil(record.metrics.durationMs + record.metrics.initDurationMs),
  );

  await functions.deploy('quiet', { LoggingConfig: { ...LoggingConfig, SystemLogLevel: 'WARN' } });
  expect((await functions.invoke('quiet', {})).log).not.toContain('platform.report');
  expect(service.records.reports.at(-1)?.delivered).toBe(false);
});

test('the payload limits are kept', async () => {
  await expect(functions.invoke('buffered', 'x'.repeat(6_291_456))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
  const { error, payload } = await functions.invoke('buffered', { size: 6_291_556 });
  expect(error).toBe('Unhandled');
  expect(payload.errorType).toBe('Function.ResponseSizeTooLarge');
});

test('past the concurrency, invocations are throttled', async () => {
  const gate = await startGate();
  const held = Array.from({ length: 4 }, () => functions.invoke('buffered', { gate: gate.url }));
  await service.records.waitFor(
    () => service.records.invocations.filter(({ status }) => status === 'running').length === 4,
  );
  await expect(functions.invoke('buffered', {})).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ConcurrentInvocationLimitExceeded',
  });
  gate.open();
  for (const { error } of await Promise.all(held)) expect(error).toBeUndefined();
  expect(service.peakConcurrency('buffered')).toBe(4);
  await gate.close();
});
