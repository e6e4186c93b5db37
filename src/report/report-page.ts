// The report of a run: one HTML page that needs no network and no script.

import { describeEnd } from '../events/describe-end.ts';
import { describeSource } from '../events/describe-source.ts';
import { describeWords } from '../events/describe-words.ts';
import type { RunRecord } from '../events/run-record.ts';
import { type Markup, markup, NOTHING, trusted } from './markup.ts';
import { renderCost, renderMaking } from './report-accounts.ts';
import { renderSizes, renderThroughput } from './report-charts.ts';
import { renderNotWhole, renderSlowest, renderWarnings } from './report-lists.ts';
import type { ReportMaking } from './report-making.ts';
import { renderBoxes, renderFigures, renderShare, renderTotals } from './report-numbers.ts';
import { renderTimeline } from './report-timeline.ts';

/** Only the page's own style is permitted, so that nothing in it can ask for anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const LOGO = trusted(
  '<svg viewBox="0 0 18 18" aria-hidden="true"><rect x="0.5" y="0.5" width="7.5" height="7.5" rx="1.5" fill-opacity="0"/><rect x="10" y="0.5" width="7.5" height="7.5" rx="1.5" fill-opacity="0.3"/><rect x="0.5" y="10" width="7.5" height="7.5" rx="1.5" fill-opacity="0.6"/><rect x="10" y="10" width="7.5" height="7.5" rx="1.5"/></svg>',
);

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
<header class="bar"><div><span class="brand">${LOGO}wordcount</span><span class="faint">Report of a run</span></div></header>
<main>
<div class="run-name"><h1 class="source">${source}</h1>
<p class="rules">${describeRun(record, making)}</p></div>
<section class="progress" aria-label="Result">
<div class="progress-head"><p class="state" data-tone="${toneOf(record)}">${record.failure ?? describeEnd(totals)}</p>
${renderShare(totals)}</div>
${renderBoxes(totals)}
${renderFigures(totals)}
</section>
${renderTotals(totals)}
<div class="cards">
${renderNotWhole(record)}
${renderThroughput(record)}
${renderTimeline(record)}
${renderSizes(totals)}
${renderSlowest(totals)}
${renderCost(totals)}
${renderWarnings(record)}
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
  const engine = started.engine === 'lambda' ? `Lambda${region}` : 'One machine';
  return markup`${engine} · ${describeWords(started.words)} · started ${renderTime(startedAt)}`;
}

/** In universal time, because readers of a report may be anywhere. */
function renderTime(time: Date): Markup {
  const iso = time.toISOString();
  return markup`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

/** As on the pages: amber for a partial result and for none, red for a failure of the run. */
function toneOf({ totals, failure }: RunRecord): string {
  const { status = 'incomplete', listed, objects } = totals;
  if (failure !== undefined) return 'failed';
  if (status === 'interrupted') return status;
  if (listed.objects === 0) return 'nothing';
  return status === 'complete' || objects.counted + objects.partial > 0 ? status : 'uncounted';
}
