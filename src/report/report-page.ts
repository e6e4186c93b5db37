// The report of a run: one HTML page that needs no network and no script.

import { describeEnd } from '../events/describe-end.ts';
import { describeSource } from '../events/describe-source.ts';
import type { RunRecord } from '../events/run-record.ts';
import { type Markup, markup, NOTHING, trusted } from './markup.ts';
import { renderCost, renderMaking } from './report-accounts.ts';
import { renderSizes, renderTimeline } from './report-charts.ts';
import { renderNotWhole, renderSlowest, renderWarnings } from './report-lists.ts';
import type { ReportMaking } from './report-making.ts';
import { renderFacts, renderNumbers, renderProgress } from './report-numbers.ts';

/** Only the page's own style is permitted, so that nothing in it can ask for anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const WORD_RULES: Readonly<Record<string, string>> = {
  wc: 'words as wc counts them',
  identifier: 'identifiers as words',
  article: 'words as in the article of 2015',
};

export function renderReportPage(record: RunRecord, making: ReportMaking): string {
  const { totals } = record;
  const source = totals.started ? describeSource(totals.started.source) : 'A run';
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="wordcount ${making.version}">
<title>${source} · wordcount report</title>
<style>
${trusted(making.style.replaceAll('</', '<\\/'))}</style>
</head>
<body class="report">
<header class="bar"><span class="brand">wordcount</span><span class="faint">Report of one run</span></header>
<main>
<div class="report-head"><h1 class="source">${source}</h1>
<p class="faint">${describeRun(record, making)}</p></div>
<p class="state" data-tone="${toneOf(record)}">${record.failure ?? describeEnd(totals)}</p>
${renderProgress(totals)}
${renderFacts(totals)}
${renderNumbers(totals)}
<div class="cards">
${renderNotWhole(record)}
${renderWarnings(totals)}
${renderTimeline(record)}
${renderSizes(totals)}
${renderSlowest(totals)}
${renderCost(totals)}
${renderMaking(totals, making)}
</div>
</main>
</body>
</html>
`;
  return page.html;
}

function describeRun({ totals: { started } }: RunRecord, { startedAt }: ReportMaking): Markup {
  if (!started) return NOTHING;
  const region = started.prices ? ` in ${started.prices.region}` : '';
  const engine = started.engine === 'lambda' ? `on Lambda${region}` : 'on this machine';
  return markup`${engine} · ${WORD_RULES[started.words] ?? started.words} · started ${renderTime(startedAt)}`;
}

/** In universal time, because readers of a report may be anywhere. */
function renderTime(time: Date): Markup {
  const iso = time.toISOString();
  return markup`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

/** Nothing found is no success. */
function toneOf({ totals, failure }: RunRecord): string {
  if (failure !== undefined) return 'failed';
  const { status = 'incomplete', listed } = totals;
  return status === 'complete' && listed.objects === 0 ? 'empty' : status;
}
