// Classifies the failure of a function:
// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html.

import { InvocationError } from '../errors/invocation-error.ts';
import type { AnswerEnd } from './function-answer.ts';
import type { ReportRecord } from './report-record.ts';

const TIMED_OUT = /Sandbox\.Timedout|Task timed out/i;
const OUT_OF_MEMORY = /OutOfMemory|heap out of memory/i;
const EXITED = /Runtime\.ExitError|Runtime exited|signal: /i;

export function toFunctionFault(
  error: NonNullable<AnswerEnd['error']>,
  report: ReportRecord | undefined,
): InvocationError {
  const { type, message } = error;
  const text = `${type} ${message} ${report?.errorType ?? ''}`;
  const make = (code: ConstructorParameters<typeof InvocationError>[0]) =>
    new InvocationError(code, `${type}: ${message}`, { retryable: true });

  if (TIMED_OUT.test(text) || report?.status === 'timeout') return make('function-timeout');
  if (OUT_OF_MEMORY.test(text)) return make('out-of-memory');
  if (EXITED.test(text)) return make(usedAllMemory(report) ? 'out-of-memory' : 'function-exited');
  return make('function-error');
}

/** A process that is killed for using too much memory cannot report it, so its REPORT record is read. */
function usedAllMemory(report: ReportRecord | undefined): boolean {
  const { memoryMb, memoryUsedMb } = report ?? {};
  return memoryMb !== undefined && memoryUsedMb !== undefined && memoryUsedMb >= memoryMb;
}
