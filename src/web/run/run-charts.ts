// The charts of the page of counters.

import { computeCost, estimateTotal } from '../../events/cost.ts';
import type { Progress } from '../../events/progress-meter.ts';
import { unreported } from '../../events/tier-use.ts';
import type { Sample } from '../../events/time-series.ts';
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatNumber,
  formatSize,
} from '../../text/format-quantity.ts';
import { ratesOf } from '../charts/rates.ts';
import { createTimeChart, type TimePoint } from '../charts/time-chart.ts';
import { createTimeCursor } from '../charts/time-cursor.ts';
import { createTimeline } from '../charts/timeline.ts';
import { elementOf, setText } from './element-of.ts';
import type { RunRecord } from './run-record.ts';
import type { RunView } from './run-view.ts';
import { createTimeDomain } from './time-domain.ts';

export interface RunCharts {
  draw(view: RunView, record: RunRecord, progress: Progress): void;
  reset(): void;
}

const formatRate = (bytesPerS: number) => `${formatSize(bytesPerS)}/s`;

/** @param onCursor called when the pointer has moved to another moment, so that the page is drawn again. */
export function createRunCharts(onCursor: () => void): RunCharts {
  const cursor = createTimeCursor(onCursor);
  const domain = createTimeDomain();
  const throughput = createTimeChart(elementOf('throughput'), {
    shape: 'area',
    hasAxis: true,
    steps: 3,
    least: 1,
    cursor,
  });
  const workers = createTimeChart(elementOf('workers-chart'), {
    shape: 'steps',
    hasAxis: false,
    steps: 1,
    least: 2,
    cursor,
  });
  const second = createTimeChart(elementOf('second-chart'), {
    shape: 'line',
    hasAxis: true,
    steps: 1,
    least: 1e-9,
    cursor,
  });
  const timeline = createTimeline(elementOf('timeline'), cursor);

  function drawThroughput(samples: readonly Sample[], domainMs: number, isLive: boolean): void {
    const points = pointsOf(samples, ({ readBytes }) => readBytes);
    const decoded = pointsOf(samples, ({ bytes }) => bytes);
    const read = points.at(-1)?.value ?? 0;
    const most = Math.max(0, ...points.map(({ value }) => value));
    const summary = isLive
      ? `read ${formatRate(read)} · decoded ${formatRate(decoded.at(-1)?.value ?? 0)}`
      : `at most ${formatRate(most)} read`;
    throughput.draw({
      domainMs,
      points,
      series: 'read',
      isLive,
      format: formatRate,
      summary: `Throughput over time: ${summary}.`,
    });
    const at = valueAt(points, cursor.ms);
    const atCursor = `${formatMoment(cursor.ms)}: read ${formatRate(at)} · decoded ${formatRate(valueAt(decoded, cursor.ms))}`;
    setText(elementOf('throughput-remark'), cursor.ms === undefined ? summary : atCursor);
  }

  function drawWorkers(samples: readonly Sample[], domainMs: number, isLive: boolean): void {
    const points = samples.map(({ atMs, workers: value }) => ({ atMs, value }));
    const most = Math.max(0, ...points.map(({ value }) => value));
    const now = points.at(-1)?.value ?? 0;
    const atMost = `at most ${formatNumber(most)}`;
    const remark = isLive ? `${formatNumber(now)} now · ${atMost}` : atMost;
    workers.draw({
      domainMs,
      points,
      series: 'workers',
      isLive,
      format: formatNumber,
      summary: `Workers running over time: ${remark}.`,
    });
    const atCursor = `${formatMoment(cursor.ms)}: ${formatNumber(valueAt(points, cursor.ms))}`;
    setText(elementOf('workers-remark'), cursor.ms === undefined ? remark : atCursor);
  }

  return {
    reset: () => domain.reset(),
    draw(view, record, progress) {
      const samples = view.series.samples();
      const domainMs = domain.next(view, progress);
      drawThroughput(samples, domainMs, view.isInProgress);
      drawWorkers(samples, domainMs, view.isInProgress);
      drawSecond(view, samples, progress, domainMs);
      drawTimeline(view, record, domainMs);
    },
  };

  /** The cost, which is estimated to the end; on this machine, where nothing costs, the decoded bytes. */
  function drawSecond(
    view: RunView,
    samples: readonly Sample[],
    progress: Progress,
    domainMs: number,
  ): void {
    const isBilled = view.totals.started?.engine === 'lambda';
    setText(elementOf('second-name'), isBilled ? 'Cost' : 'Decoded');
    if (isBilled) drawCost(view, samples, progress, domainMs);
    else drawDecoded(samples, domainMs, view.isInProgress);
  }

  function drawCost(
    view: RunView,
    samples: readonly Sample[],
    { share, remainingMs }: Progress,
    domainMs: number,
  ): void {
    const { totals } = view;
    const known = samples.flatMap(({ atMs, dollars }) =>
      dollars === undefined ? [] : [{ atMs, value: dollars }],
    );
    const points = known.length > 0 ? [{ atMs: 0, value: 0 }, ...known] : [];
    const atEnd = view.isInProgress ? estimateTotal(totals, share) : undefined;
    const endMs = view.elapsedMs + (remainingMs ?? 0);
    const expected =
      atEnd === undefined || remainingMs === undefined ? undefined : { atMs: endMs, value: atEnd };
    const { total } = computeCost(totals).all;
    const now = total === undefined ? 'not every price is known' : formatDollars(total);
    const end = atEnd === undefined ? '' : ` · about ${formatDollars(atEnd)} at the end`;
    second.draw({
      domainMs,
      points,
      expected,
      series: 'cost',
      isLive: view.isInProgress,
      format: formatDollars,
      summary: `Cost over time: ${now}${end}.`,
    });
    const atCursor = `${formatMoment(cursor.ms)}: ${formatDollars(valueAt(points, cursor.ms))}`;
    setText(elementOf('second-remark'), cursor.ms === undefined ? now + end : atCursor);
  }

  function drawDecoded(samples: readonly Sample[], domainMs: number, isLive: boolean): void {
    const points = pointsOf(samples, ({ bytes }) => bytes);
    const most = Math.max(0, ...points.map(({ value }) => value));
    const now = isLive ? formatRate(points.at(-1)?.value ?? 0) : `at most ${formatRate(most)}`;
    const summary = `Decoded bytes per second over time: ${now}.`;
    second.draw({ domainMs, points, series: 'decoded', isLive, format: formatRate, summary });
    const atCursor = `${formatMoment(cursor.ms)}: ${formatRate(valueAt(points, cursor.ms))}`;
    setText(elementOf('second-remark'), cursor.ms === undefined ? now : atCursor);
  }

  /** On this machine, invocations are tasks on threads, and there is no tier above them. */
  function drawTimeline(view: RunView, record: RunRecord, domainMs: number): void {
    const { cascade, worker } = view.totals.billing;
    const isLocal = view.totals.started?.engine === 'local';
    setText(elementOf('timeline-name'), isLocal ? 'Tasks on threads' : 'Invocations');
    const all = record.invocations.chosen();
    const invocations = isLocal ? all.filter(({ tier }) => tier === 'worker') : all;
    const known = isLocal ? record.invocations.timed.worker : sumOf(record.invocations.timed);
    const ended = isLocal ? worker.invocations : cascade.invocations + worker.invocations;
    const cold = cascade.coldStarts + worker.coldStarts;
    const facts = [`${formatCount(ended, isLocal ? 'task' : 'invocation')} ended`];
    if (cold > 0) facts.push(formatCount(cold, 'cold start'));
    const { hedged } = worker;
    if (hedged.invocations > 0) {
      facts.push(`${formatNumber(hedged.invocations)} hedged`);
    }
    const unknown = isLocal ? 0 : unreported(cascade) + unreported(worker);
    if (unknown > 0) facts.push(`${formatNumber(unknown)} without a report, not in the cost`);
    const drawn = timeline.draw({
      domainMs,
      nowMs: view.isInProgress ? view.elapsedMs : undefined,
      invocations,
      summary: `Timeline: ${facts.join(', ')}.`,
    });
    if (drawn < known) {
      facts.push(`${formatNumber(drawn)} drawn: the slowest and a sample of the others`);
    }
    if (known < ended) facts.push(`times not known of ${formatNumber(ended - known)}`);
    const remark = ended === 0 ? 'Each is drawn when it ends.' : facts.join(' · ');
    setText(elementOf('timeline-remark'), remark);
  }
}

function sumOf({ cascade, worker }: Readonly<Record<'cascade' | 'worker', number>>): number {
  return cascade + worker;
}

function pointsOf(samples: readonly Sample[], amountOf: (sample: Sample) => number): TimePoint[] {
  const growth = samples.map((sample) => ({ atMs: sample.atMs, amount: amountOf(sample) }));
  return ratesOf(growth).map(({ atMs, perSecond }) => ({ atMs, value: Math.max(0, perSecond) }));
}

/** The value of the last point before the moment. */
function valueAt(points: readonly TimePoint[], ms: number | undefined): number {
  if (ms === undefined) return 0;
  return points.findLast(({ atMs }) => atMs <= ms)?.value ?? 0;
}

function formatMoment(ms: number | undefined): string {
  return `at ${formatDuration(ms ?? 0)}`;
}
