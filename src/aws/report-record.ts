// Parses Lambda's REPORT record of an invocation from the tail of its log, in both of Lambda's formats:
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html and
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report.

/** A figure that the record lacks is absent. */
export interface ReportRecord {
  readonly requestId?: string;
  readonly durationMs?: number;
  /** Includes the initialisation of a cold start. */
  readonly billedMs?: number;
  /** Present on a cold start only. */
  readonly initMs?: number;
  readonly memoryMb?: number;
  readonly memoryUsedMb?: number;
  /** Present unless the invocation succeeded: `timeout`, `error` or `failure`. */
  readonly status?: string;
  readonly errorType?: string;
}

/**
 * `logTail` is the decoded LogResult: the last 4 KB of the log, which may begin in the middle of a
 * record. Returns nothing if the REPORT record is incomplete or missing.
 */
export function parseReport(logTail: string): ReportRecord | undefined {
  const lines = logTail.split('\n').reverse();
  for (const line of lines) {
    const report = parseTextReport(line) ?? parseJsonReport(line);
    if (report) return report;
  }
  return undefined;
}

/** The fields of the text format are separated by tabs. */
function parseTextReport(line: string): ReportRecord | undefined {
  const start = line.indexOf('REPORT RequestId:');
  if (start < 0) return undefined;
  const fields = new Map<string, string>();
  for (const field of line.slice(start + 'REPORT '.length).split('\t')) {
    const colon = field.indexOf(': ');
    if (colon > 0) fields.set(field.slice(0, colon).trim(), field.slice(colon + 2).trim());
  }
  const figure = (name: string) => toFigure(Number.parseFloat(fields.get(name) ?? ''));
  return compact({
    requestId: fields.get('RequestId'),
    durationMs: figure('Duration'),
    billedMs: figure('Billed Duration'),
    initMs: figure('Init Duration'),
    memoryMb: toWhole(figure('Memory Size')),
    memoryUsedMb: toWhole(figure('Max Memory Used')),
    status: fields.get('Status'),
    errorType: fields.get('Error Type'),
  });
}

interface PlatformReport {
  readonly type?: unknown;
  readonly record?: {
    readonly requestId?: unknown;
    readonly status?: unknown;
    readonly errorType?: unknown;
    readonly metrics?: Readonly<Record<string, unknown>>;
  };
}

function parseJsonReport(line: string): ReportRecord | undefined {
  if (!line.includes('platform.report')) return undefined;
  let parsed: PlatformReport | null;
  try {
    parsed = JSON.parse(line.slice(line.indexOf('{')));
  } catch {
    return undefined;
  }
  if (parsed?.type !== 'platform.report' || !parsed.record) return undefined;
  const { requestId, status, errorType, metrics = {} } = parsed.record;
  return compact({
    requestId: toText(requestId),
    durationMs: toFigure(metrics.durationMs),
    billedMs: toFigure(metrics.billedDurationMs),
    initMs: toFigure(metrics.initDurationMs),
    memoryMb: toWhole(toFigure(metrics.memorySizeMB)),
    memoryUsedMb: toWhole(toFigure(metrics.maxMemoryUsedMB)),
    status: status === 'success' ? undefined : toText(status),
    errorType: toText(errorType),
  });
}

function toFigure(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Megabytes have always been whole numbers, but the JSON schema does not promise it. */
function toWhole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Drops absent figures. A record without the billed time is of no use. */
function compact(
  record: { [Name in keyof ReportRecord]: ReportRecord[Name] | undefined },
): ReportRecord | undefined {
  if (record.billedMs === undefined) return undefined;
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
