// The faults that the Lambda service has on demand, as the SDK's own clients meet them.

import { InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { LambdaService } from '../emulator/start-lambda-service.ts';
import { startGate, startTestFunctions, type TestFunctions } from '../emulator/test-functions.ts';

let functions: TestFunctions;
let service: LambdaService;

beforeAll(async () => {
  functions = await startTestFunctions();
  service = functions.service;
});

afterEach(() => service.faults.clear());
afterAll(() => service.close());

test('faults by function and how manieth invocation', async () => {
  const before = service.records.invocations.filter(
    (one) => one.functionName === 'buffered',
  ).length;
  const { inject } = service.faults;
  inject({ functionName: 'buffered', nth: before + 2, fault: { kind: 'throttle' } });
  inject({
    functionName: 'buffered',
    times: 1,
    when: ({ event }) => 'bad' in Object(event),
    fault: { kind: 'service-error' },
  });
  expect((await functions.invoke('buffered', {})).error).toBeUndefined();
  await expect(functions.invoke('buffered', {})).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });
  await expect(functions.invoke('buffered', { bad: 1 })).rejects.toMatchObject({
    name: 'ServiceException',
  });
  expect((await functions.invoke('buffered', { bad: 1 })).error).toBeUndefined();
  inject({ functionName: 'buffered', times: 1, fault: { kind: 'function-error', message: 'no' } });
  expect((await functions.invoke('buffered', {})).payload.errorMessage).toBe('no');
});

test('a cut stream ends in an error, and the function runs on', async () => {
  const gate = await startGate();
  service.faults.inject({ fault: { kind: 'cut', afterChunks: 1 } });
  const { text, complete, broke } = await functions.invokeStreaming('streaming', {
    pieces: ['one', gate.url, 'two'],
  });
  expect(text).toBe('one');
  expect(complete).toBeUndefined();
  expect(broke).toBeInstanceOf(Error);
  expect(service.records.invocations.at(-1)?.status).toBe('running');
  gate.open();
  await service.idle();
  expect(service.records.invocations.at(-1)).toMatchObject({
    status: 'success',
    fault: 'cut',
    report: { delivered: false },
  });
  await gate.close();
});

test('a cut within a buffered answer, or a chunk', async () => {
  service.faults.inject({ fault: { kind: 'cut', afterBytes: 2 } });
  await expect(functions.invoke('streaming', { pieces: ['"one"'] })).rejects.toThrow();
  const { text, broke } = await functions.invokeStreaming('streaming', { pieces: ['one'] });
  expect(text).toBe('on');
  expect(broke).toBeInstanceOf(Error);
});

test('a crash keeps what came before it', async () => {
  service.faults.inject({ fault: { kind: 'crash', afterBytes: 2 } });
  const { text, complete } = await functions.invokeStreaming('streaming', {
    pieces: ['one', 'two'],
  });
  expect(text).toBe('on');
  expect(complete?.ErrorDetails).toMatch(/signal: killed/);
});

test('a lost report is issued all the same', async () => {
  service.faults.inject({ fault: { kind: 'no-report' } });
  const { text, complete } = await functions.invokeStreaming('streaming', { pieces: ['one'] });
  expect(text).toBe('one');
  expect(complete).toBeDefined();
  expect(complete?.LogResult).toBeUndefined();
  expect(service.records.reports.at(-1)?.delivered).toBe(false);
});

test('a hanging invocation says nothing until its caller gives up', async () => {
  service.faults.inject({ fault: { kind: 'hang' } });
  const giveUp = new AbortController();
  const hanging = functions.lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'streaming', Payload: '{}' }),
    { abortSignal: giveUp.signal },
  );
  await service.records.waitFor(() => service.records.invocations.at(-1)?.fault === 'hang');
  giveUp.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
});

test('an answer stalls half-way, and the function runs to its end', async () => {
  service.faults.inject({ fault: { kind: 'hang', afterBytes: 3 } });
  const giveUp = new AbortController();
  const { EventStream } = await functions.lambda.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: 'streaming',
      Payload: JSON.stringify({ pieces: ['one', 'two'] }),
    }),
    { abortSignal: giveUp.signal },
  );
  let text = '';
  const listen = async () => {
    for await (const { PayloadChunk } of EventStream ?? []) {
      text += Buffer.from(PayloadChunk?.Payload ?? []).toString();
      await service.idle();
      giveUp.abort();
    }
  };
  await expect(listen()).rejects.toThrow();
  expect(text).toBe('one');
  expect(service.records.reports.at(-1)).toMatchObject({ status: 'success', delivered: false });
});

test.each([
  ['unknown-operation', 404],
  ['not-found', 404],
  ['not-implemented', 501],
] as const)('no streaming here, as %s', async (as, status) => {
  service.faults.inject({ api: 'InvokeWithResponseStream', fault: { kind: 'no-streaming', as } });
  await expect(functions.invokeStreaming('streaming', { pieces: ['1'] })).rejects.toMatchObject({
    $metadata: { httpStatusCode: status },
    name: expect.not.stringMatching('ResourceNotFoundException'),
  });
  expect((await functions.invoke('streaming', { pieces: ['1'] })).payload).toBe(1);
});

test('closing the service ends the functions that run', async () => {
  const other = await startTestFunctions();
  const { text, broke } = await other.invokeStreaming(
    'streaming',
    { pieces: ['pid', 'forever'] },
    () => void other.service.close(),
  );
  expect(broke).toBeInstanceOf(Error);
  await other.service.close();
  expect(() => process.kill(Number(text), 0)).toThrow('ESRCH');
});
