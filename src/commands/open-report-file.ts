// The report of `wordcount run --report`: what is asked before the run, and the reporter that writes it.

import type { ReportMaking } from '../report/report-making.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { systemClock } from '../scatter/clock.ts';
import { VERSION } from '../version.ts';
import { readReportStyle } from './report-style.ts';

export interface ReportOptions {
  readonly report?: string;
  /** The options that were given, for the report. */
  readonly given: ReportMaking['options'];
}

/** @throws {UserError} when the report could not be written. */
export async function openReportFile({ report, given }: ReportOptions): Promise<Reporter[]> {
  if (report === undefined) return [];
  const { checkReportPath, createReportFile } = await import('../reporters/report-file.ts');
  await checkReportPath(report);
  const style = await readReportStyle();
  const making = { version: VERSION, style, options: given, startedAt: new Date() };
  return [createReportFile(report, making, systemClock)];
}
