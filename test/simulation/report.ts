// The REPORT record of an invocation in both of Lambda's formats:
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html and
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report.

export interface ReportFigures {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly usedMb: number;
  readonly errorType: string | undefined;
}

/** The end of the log. */
export function writeReport(format: 'text' | 'json', figures: ReportFigures): string {
  return format === 'text' ? textLog(figures) : jsonLog(figures);
}

function textLog(figures: ReportFigures): string {
  const { requestId, durationMs, billedMs, initMs, memoryMb, usedMb, errorType } = figures;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${usedMb} MB`,
  ];
  if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  if (errorType === 'Sandbox.Timedout') fields.push('Status: timeout');
  else if (errorType !== undefined) fields.push('Status: error', `Error Type: ${errorType}`);
  return `START RequestId: ${requestId}\nEND RequestId: ${requestId}\n${fields.join('\t')}\t\n`;
}

function jsonLog(figures: ReportFigures): string {
  const { requestId, durationMs, billedMs, initMs, memoryMb, usedMb, errorType } = figures;
  const status = errorType === 'Sandbox.Timedout' ? 'timeout' : errorType ? 'error' : 'success';
  const record = {
    requestId,
    metrics: {
      durationMs,
      billedDurationMs: billedMs,
      memorySizeMB: memoryMb,
      maxMemoryUsedMB: usedMb,
      ...(initMs !== undefined && { initDurationMs: initMs }),
    },
    status,
    ...(errorType !== undefined && { errorType }),
  };
  return `${JSON.stringify({ time: 'now', type: 'platform.report', record })}\n`;
}
