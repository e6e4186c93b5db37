// The files in which `wordcount serve` gives the result of a run: a report, a JSON document and CSV.

import type { RunFigures } from '../events/run-figures.ts';
import type { ReportMaking } from '../report/report-making.ts';
import { renderReportPage } from '../report/report-page.ts';
import { toDocument } from '../reporters/json-document.ts';
import type { RenderReport } from '../serve/report-route.ts';
import type { RunResult } from '../serve/run-registry.ts';
import { toCsv } from '../text/separated-values.ts';

const FIGURES = [
  'keys',
  'counted',
  'partial',
  'failed',
  'skipped',
  'words',
  'lines',
  'bytes',
  'readBytes',
  'elapsedMs',
  'computeMs',
  'invocations',
  'coldStarts',
  'gbSeconds',
  'dollars',
] as const satisfies (keyof RunFigures)[];

/** @param making how all runs of the server are made. */
export function createResultFiles(making: Omit<ReportMaking, 'startedAt'>): RenderReport {
  return (name, result) => {
    const { summary, record } = result;
    switch (name) {
      case 'report.html':
        return renderReportPage(record, { ...making, startedAt: new Date(summary.startedAt) });
      case 'report.json':
        return `${JSON.stringify({ ...aboutRun(result), ...toDocument(record.totals) })}\n`;
      case 'report.csv':
        return toCsv([
          ['id', 'prefix', 'state', 'startedAt', ...FIGURES],
          [
            summary.id,
            summary.prefix,
            summary.state,
            summary.startedAt,
            ...FIGURES.map((figure) => summary.figures[figure] ?? ''),
          ],
        ]);
    }
  };
}

function aboutRun({ summary, record }: RunResult) {
  const { id, startedAt } = summary;
  return { id, startedAt, ...(record.failure !== undefined && { failure: record.failure }) };
}
