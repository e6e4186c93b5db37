// How invocations fail: told apart by what is to be done about them.

import { expect, test } from 'vitest';
import { toFunctionFault } from '../../../src/aws/function-fault.ts';
import { isStreamingUnknown, toRefusal } from '../../../src/aws/invocation-fault.ts';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import { UserError } from '../../../src/errors/user-error.ts';

function sdkError(name: string, status?: number, code?: string): Error {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error('a message'), { name, ...metadata, ...(code && { code }) });
}

test.each([
  ['TooManyRequestsException', 429, undefined, 'throttled', true, true],
  // A service that fails says nothing of whether the function was run.
  ['EC2ThrottledException', 502, undefined, 'throttled', true, false],
  ['ServiceException', 500, undefined, 'lambda-fault', true, false],
  ['ResourceConflictException', 409, undefined, 'lambda-fault', true, true],
  ['RequestTooLargeException', 413, undefined, 'request-too-large', false, true],
  ['Error', undefined, 'ECONNRESET', 'lambda-unreachable', true, false],
  ['Error', undefined, 'ECONNREFUSED', 'lambda-unreachable', true, true],
  ['CredentialsProviderError', undefined, undefined, 'lambda-refused', false, true],
] as const)('%s is the same at any time', (name, status, system, code, retryable, notRun) => {
  for (const hasAnswered of [false, true]) {
    const refusal = toRefusal(sdkError(name, status, system), 'f', hasAnswered);
    expect(refusal).toMatchObject({ notRun, error: { code, retryable } });
  }
});

test.each([
  ['ResourceNotFoundException', 404, 'no-such-function', /wordcount deploy/],
  ['AccessDeniedException', 403, 'not-permitted', /^Not permitted to invoke the function f/],
  ['ExpiredTokenException', 403, 'lambda-refused', /credentials have expired/],
  ['Error', undefined, 'lambda-unreachable', /^Could not invoke the function f/],
])('%s (%s) is for the user at the beginning, and costs keys later', (name, status, code, line) => {
  const first = toRefusal(sdkError(name, status), 'f', false).error;
  expect(first).toBeInstanceOf(InvocationError);
  expect(first.advice).toBeInstanceOf(UserError);
  expect(first.advice?.message).toMatch(line);
  const later = toRefusal(sdkError(name, status), 'f', true).error;
  expect(later).toBeInstanceOf(InvocationError);
  expect(later.advice).toBeUndefined();
  for (const error of [first, later]) expect(error).toMatchObject({ code });
});

test.each([
  ['ServiceException', 500, 'failure', true],
  ['TooManyRequestsException', 429, 'throttling', true],
  ['EC2ThrottledException', 502, 'throttling', true],
  ['AccessDeniedException', 403, 'permission', true],
  ['ResourceNotFoundException', 404, 'failure', false],
] as const)('%s (%i) asks for the patience of a %s', (name, status, patience, retryable) => {
  const { error } = toRefusal(sdkError(name, status), 'f', true);
  expect(error).toMatchObject({ patience, retryable });
});

test.each([
  ['UnknownOperationException', 404, true],
  ['PathNotFoundLocally', 404, true],
  ['InternalFailure', 501, true],
  ['ResourceNotFoundException', 404, false],
  ['AccessDeniedException', 403, false],
  ['ServiceException', 500, false],
])('whether %s (%i) means that streaming is unknown: %s', (name, status, unknown) => {
  expect(isStreamingUnknown(sdkError(name, status))).toBe(unknown);
});

const exit = 'RequestId: 1 Error: Runtime exited with error: signal: killed';

test.each([
  [
    'Sandbox.Timedout',
    'RequestId: 1 Error: Task timed out after 3.00 seconds',
    {},
    'function-timeout',
  ],
  ['Unhandled', '2026-01-01T00:00:00Z 1 Task timed out after 3.00 seconds', {}, 'function-timeout'],
  ['Runtime.OutOfMemory', exit, {}, 'out-of-memory'],
  ['Runtime.ExitError', exit, { memoryMb: 128, memoryUsedMb: 128 }, 'out-of-memory'],
  ['Runtime.ExitError', exit, { memoryMb: 128, memoryUsedMb: 64 }, 'function-exited'],
  ['Runtime.ExitError', exit, undefined, 'function-exited'],
  ['TypeError', 'x is not a function', {}, 'function-error'],
  ['TimeoutError', 'the connection timed out', {}, 'function-error'],
])('%s is told apart', (type, message, report, code) => {
  expect(toFunctionFault({ type, message }, report)).toMatchObject({ code, retryable: true });
});

test('what a function throws for people is said in the fault', () => {
  const fault = toFunctionFault({ type: 'UserError', message: 'Do this.' }, undefined);
  expect(fault).toMatchObject({ code: 'function-error', retryable: true, advice: undefined });
  expect(fault.message).toContain('Do this.');
});
