// `GET /runs/<id>/<name>`: the result of a run that has ended, as a file.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireMethod } from './answers.ts';
import { REPORT_NAMES, type ReportName } from './contract.ts';
import { noSuchPage, noSuchRun, stillRunning } from './refusal.ts';
import type { RunRegistry, RunResult } from './run-registry.ts';

/** Renders a result as the file of this name. */
export type RenderReport = (name: ReportName, result: RunResult) => string;

const CONTENT_TYPES: Readonly<Record<ReportName, string>> = {
  'report.html': 'text/html; charset=utf-8',
  'report.json': 'application/json; charset=utf-8',
  'report.csv': 'text/csv; charset=utf-8; header=present',
};

/** A report has its style within itself, and needs nothing else. */
const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** @throws {Refusal} when there is no such run or file, or the run is in progress. */
export function answerReport(
  request: IncomingMessage,
  response: ServerResponse,
  runs: RunRegistry,
  render: RenderReport,
  id: string,
  name: string,
): void {
  if (!isReportName(name)) throw noSuchPage();
  requireMethod(request, 'GET', 'HEAD');
  const result = runs.result(id);
  if (!result) throw runs.find(id) ? stillRunning() : noSuchRun();
  const text = render(name, result);
  const isPage = name === 'report.html';
  if (isPage) response.setHeader('content-security-policy', REPORT_POLICY);
  const extension = name.slice('report.'.length);
  response
    .writeHead(200, {
      'content-type': CONTENT_TYPES[name],
      'content-length': Buffer.byteLength(text),
      'content-disposition': `${isPage ? 'inline' : 'attachment'}; filename="wordcount-${result.summary.id}.${extension}"`,
      'cache-control': 'no-store',
    })
    .end(text);
}

function isReportName(name: string): name is ReportName {
  return REPORT_NAMES.some((known) => known === name);
}
