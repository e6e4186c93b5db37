// Writes the log of one invocation in both of Lambda's formats, and the tail that a caller can ask for.
// Text: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html; JSON, its events and their
// levels: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html and
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html.

import type { EnvironmentOutcome } from './execution-environment.ts';
import type { FunctionState } from './function-state.ts';
import type { Report } from './records.ts';

/** The tail is at most 4 KB of the log. */
const TAIL_BYTES = 4096;

export function makeReport(
  fn: Pick<FunctionState, 'name' | 'memoryMb'>,
  requestId: string,
  outcome: EnvironmentOutcome,
): Report {
  const durationMs = toHundredths(outcome.durationMs);
  const initMs = outcome.initMs === undefined ? undefined : toHundredths(outcome.initMs);
  return {
    functionName: fn.name,
    requestId,
    durationMs,
    // Since August 2025 the initialisation is billed too, and is part of this figure.
    billedMs: Math.ceil(durationMs + (initMs ?? 0)),
    ...(initMs === undefined ? {} : { initMs }),
    memoryMb: fn.memoryMb,
    memoryUsedMb: Math.min(Math.ceil(outcome.memoryUsedMb), fn.memoryMb),
    status: STATUS[outcome.status],
    delivered: false,
  };
}

const STATUS = {
  success: 'success',
  failed: 'error',
  crashed: 'error',
  timeout: 'timeout',
} as const;

/** The whole log of an invocation. */
export function writeLog(fn: FunctionState, report: Report, outcome: EnvironmentOutcome): string {
  return fn.logging.format === 'JSON' ? jsonLog(fn, report, outcome) : textLog(report, outcome);
}

/** The tail in base64, as in LogResult. */
export function logTail(log: string): string {
  return Buffer.from(log, 'utf8').subarray(-TAIL_BYTES).toString('base64');
}

function textLog(report: Report, outcome: EnvironmentOutcome): string {
  const { requestId, initMs } = report;
  const lines: string[] = [];
  if (initMs !== undefined) lines.push('INIT_START Runtime Version: nodejs:24.v1');
  lines.push(`START RequestId: ${requestId} Version: $LATEST`);
  if (outcome.output !== '') lines.push(outcome.output.replace(/\n$/, ''));
  if (outcome.status === 'crashed') {
    lines.push(errorMessage(outcome), outcome.error?.type ?? '');
  } else if (outcome.status === 'timeout') {
    const seconds = (outcome.durationMs / 1000).toFixed(2);
    lines.push(
      `${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds\n`,
    );
  }
  lines.push(`END RequestId: ${requestId}`, textReport(report, outcome));
  return `${lines.join('\n')}\n`;
}

function textReport(report: Report, outcome: EnvironmentOutcome): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${report.billedMs} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.memoryUsedMb} MB`,
  ];
  if (report.initMs !== undefined) fields.push(`Init Duration: ${report.initMs.toFixed(2)} ms`);
  if (outcome.status === 'timeout') fields.push('Status: timeout');
  if (outcome.status === 'crashed') {
    fields.push('Status: error', `Error Type: ${outcome.error?.type}`);
  }
  return `${fields.join('\t')}\t`;
}

function jsonLog(fn: FunctionState, report: Report, outcome: EnvironmentOutcome): string {
  const { requestId, initMs } = report;
  const infoWanted = fn.logging.systemLevel !== 'WARN';
  const lines: string[] = [];
  const event = (type: string, record: unknown) =>
    lines.push(JSON.stringify({ time: new Date().toISOString(), type, record }));

  if (infoWanted && initMs !== undefined) {
    const init = { initializationType: 'on-demand', phase: 'init', runtimeVersion: 'nodejs:24.v1' };
    event('platform.initStart', { ...init, functionName: fn.name, functionVersion: '$LATEST' });
  }
  if (infoWanted) event('platform.start', { requestId, version: '$LATEST' });
  if (outcome.output !== '') lines.push(outcome.output.replace(/\n$/, ''));
  // The report of a success has the level INFO, and any other report WARN.
  if (infoWanted || report.status !== 'success') {
    event('platform.report', {
      requestId,
      metrics: {
        durationMs: report.durationMs,
        billedDurationMs: report.billedMs,
        memorySizeMB: report.memoryMb,
        maxMemoryUsedMB: report.memoryUsedMb,
        ...(initMs === undefined ? {} : { initDurationMs: initMs }),
      },
      status: report.status,
      ...(outcome.error === undefined ? {} : { errorType: outcome.error.type }),
    });
  }
  return `${lines.join('\n')}\n`;
}

/** Whether the function's log has the report. */
export function isReportLogged(fn: FunctionState, report: Report): boolean {
  const { format, systemLevel } = fn.logging;
  return format === 'Text' || systemLevel !== 'WARN' || report.status !== 'success';
}

function errorMessage(outcome: EnvironmentOutcome): string {
  const { errorMessage } = JSON.parse(outcome.error?.body ?? '{}') as { errorMessage?: string };
  return errorMessage ?? '';
}

function toHundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}
