// The lists of a report: what was not counted whole, what else there is to tell, and the slowest keys.

import { adviseOn } from '../errors/reasons.ts';
import { PROBLEM_TAGS, type Problem, type ProblemLevel } from '../events/problems.ts';
import type { RunRecord } from '../events/run-record.ts';
import { settledObjects, type Totals } from '../events/totals.ts';
import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

/** A list of more keys is folded. */
const OPEN_KEYS = 10;

/** The levels that take something from the totals. */
const OUTCOMES: readonly ProblemLevel[] = ['failed', 'partial', 'skipped', 'not-reached'];

export function renderNotWhole({ totals, problems }: RunRecord): Markup {
  const { partial, failed, skipped } = totals.objects;
  const count = partial + failed + skipped;
  if (count === 0) return NOTHING;
  const groups = problems.filter(({ level }) => OUTCOMES.includes(level));
  return markup`<section class="card wide">
<div class="card-head"><h2>Not counted whole</h2><span>${formatNumber(count)} of ${formatCount(settledObjects(totals), 'key')}</span></div>
${groups.map(renderProblem)}
</section>`;
}

export function renderWarnings({ problems }: RunRecord): Markup {
  const groups = problems.filter(({ level }) => !OUTCOMES.includes(level));
  if (groups.length === 0) return NOTHING;
  // A failed attempt may leave something uncounted, and so may a broken listing.
  const isHarmless = groups.every(({ level }) => level !== 'warning');
  const remark = isHarmless ? 'nothing is missing from the totals for them' : '';
  return markup`<section class="card wide">
<div class="card-head"><h2>Warnings and remarks</h2><span>${remark}</span></div>
${groups.map(renderProblem)}
</section>`;
}

function renderProblem({ level, code, message, count, keys }: Problem): Markup {
  const advice = adviseOn(code);
  const about = count > 0 ? markup` <strong>${formatCount(count, 'key')}</strong>` : NOTHING;
  return markup`<div class="reason">
<p><span class="tag" data-level="${level}">${PROBLEM_TAGS[level]}</span>${about} <span class="code">${code.replaceAll('-', ' ')}</span></p>
<p class="faint">${sentence(message)}${advice === undefined ? '' : ` ${advice}`}</p>
${renderKeys(keys, count)}
</div>`;
}

function renderKeys(keys: readonly string[], count: number): Markup {
  if (keys.length === 0) return NOTHING;
  const rest = count - keys.length;
  const list = markup`<ul class="key-list">${keys.map((key) => markup`<li><bdi>${key}</bdi></li>`)}${
    rest > 0 ? markup`<li class="faint">and ${formatNumber(rest)} more</li>` : NOTHING
  }</ul>`;
  if (keys.length <= OPEN_KEYS) return list;
  const shown = rest > 0 ? `The first ${keys.length} keys` : formatCount(count, 'key');
  return markup`<details><summary>${shown}</summary>${list}</details>`;
}

export function renderSlowest({ slowest }: Totals): Markup {
  if (slowest.length === 0) return NOTHING;
  return markup`<section class="card">
<div class="card-head"><h2>Slowest keys</h2><span>worker time on each</span></div>
<table><thead><tr><th scope="col">Key</th><th scope="col">Size</th><th scope="col">Time</th></tr></thead>
<tbody>${slowest.map(
    ({ key, sizeBytes, ms }) =>
      markup`<tr><th scope="row"><bdi>${key}</bdi></th><td>${formatSize(sizeBytes)}</td><td>${formatDuration(ms)}</td></tr>`,
  )}</tbody></table>
</section>`;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
