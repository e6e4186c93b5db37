// The lists of a report: what was not counted whole, warnings, and the slowest keys.

import { adviseOn, describeReason } from '../errors/reasons.ts';
import type { ReasonGroup, RunRecord } from '../events/run-record.ts';
import { settledObjects, type Totals, type WarningTotal } from '../events/totals.ts';
import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

/** A list of more keys is folded. */
const OPEN_KEYS = 10;

export function renderNotWhole({ totals, notWhole }: RunRecord): Markup {
  const all = settledObjects(totals);
  const keys = notWhole.reduce((sum, group) => sum + group.keys, 0);
  if (keys === 0) return NOTHING;
  return markup`<section class="card wide">
<div class="card-head"><h2>Not counted whole</h2><span>${formatNumber(keys)} of ${formatCount(all, 'key')}</span></div>
${notWhole.map(renderGroup)}
</section>`;
}

function renderGroup({ status, reason, keys, examples }: ReasonGroup): Markup {
  const isUnreached = reason === 'interrupted' && status === 'skipped';
  const code = isUnreached ? 'not reached' : (reason ?? status);
  const advice = reason === undefined ? undefined : adviseOn(reason);
  return markup`<div class="reason">
<p><span class="tag" data-level="${isUnreached ? 'skipped' : status}">${code.replaceAll('-', ' ')}</span> <strong>${formatCount(keys, 'key')}</strong>${isUnreached ? '' : `, ${status}`}</p>
${reason === undefined ? NOTHING : markup`<p class="faint">${sentence(describeReason(reason))}${advice === undefined ? '' : ` ${advice}`}</p>`}
${renderKeys(examples, keys)}
</div>`;
}

function renderKeys(examples: readonly string[], keys: number): Markup {
  if (examples.length === 0) return NOTHING;
  const rest = keys - examples.length;
  const list = markup`<ul class="keys">${examples.map((key) => markup`<li><bdi>${key}</bdi></li>`)}${
    rest > 0 ? markup`<li class="faint">and ${formatNumber(rest)} more</li>` : NOTHING
  }</ul>`;
  if (examples.length <= OPEN_KEYS) return list;
  const shown = rest > 0 ? `The first ${examples.length} keys` : formatCount(keys, 'key');
  return markup`<details><summary>${shown}</summary>${list}</details>`;
}

/** Without the reasons that the list of what was not counted whole has already. */
export function renderWarnings({ totals, notWhole }: RunRecord): Markup {
  const told = new Set(notWhole.map(({ reason }) => reason));
  const warnings = totals.warnings.filter(({ code }) => !told.has(code));
  if (warnings.length === 0) return NOTHING;
  const note = told.size === 0 ? 'nothing is missing from the totals' : '';
  return markup`<section class="card wide">
<div class="card-head"><h2>Warnings</h2><span>${note}</span></div>
<ul class="warnings">${warnings.map(renderWarning)}</ul>
</section>`;
}

function renderWarning({ code, message, keys, example, level }: WarningTotal): Markup {
  const about = example === undefined ? '' : `, such as ${example}`;
  const advice = adviseOn(code);
  return markup`<li data-level="${level ?? 'warning'}"><strong>${sentence(message)}</strong>${
    keys > 0 ? markup` <bdi>${formatCount(keys, 'key')}${about}.</bdi>` : NOTHING
  }${advice === undefined ? NOTHING : markup` <span class="faint">${advice}</span>`}</li>`;
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
