// The page that lists the runs of the server, and compares two of them.

import { describeSource } from '../../events/describe-source.ts';
import type { RunSummary, ServerConfig } from '../../serve/contract.ts';
import { formatCount } from '../../text/format-quantity.ts';
import { elementOf, setText } from '../run/element-of.ts';
import { fetchConfig, listRuns } from '../run/run-client.ts';
import { showComparison } from './comparison.ts';
import { createRunRow, type RunRow } from './run-row.ts';

/** The list is asked for this often: while a run is in progress, and otherwise. */
const EVERY_MS = { running: 1_000, ended: 5_000 };

const body = elementOf('runs', HTMLTableSectionElement);
const rows = new Map<string, RunRow>();
let runs: readonly RunSummary[] = [];
/** At most two; the one that was chosen first is given up for a third. */
let picked: readonly string[] = new URLSearchParams(location.search).getAll('run').slice(0, 2);
let config: ServerConfig | undefined;

elementOf('end-comparison').addEventListener('click', () => {
  const [first] = picked;
  pick([]);
  const row = first === undefined ? undefined : rows.get(first);
  row?.element.querySelector('input')?.focus();
});
void follow();

async function follow(): Promise<void> {
  while (true) {
    if (!document.hidden) await refresh();
    const isRunning = runs.some(({ state }) => state === 'running' || state === 'stopping');
    const waitMs = isRunning ? EVERY_MS.running : EVERY_MS.ended;
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
      document.addEventListener('visibilitychange', resolve, { once: true });
    });
  }
}

async function refresh(): Promise<void> {
  const problem = elementOf('problem');
  try {
    config ??= await fetchConfig();
    runs = await listRuns();
    problem.hidden = true;
    draw();
  } catch (error) {
    setText(problem, error instanceof Error ? error.message : String(error));
    problem.hidden = false;
  }
}

function draw(): void {
  showSource();
  for (const [id, row] of rows) {
    if (runs.some((run) => run.id === id)) continue;
    row.element.remove();
    rows.delete(id);
  }
  const isBilled = config?.engine === 'lambda';
  setText(elementOf('cost-name'), isBilled ? 'Cost' : 'Compute time');
  for (const [at, run] of runs.entries()) {
    const row = rows.get(run.id) ?? createRunRow(run.id, (is) => togglePick(run.id, is));
    rows.set(run.id, row);
    row.show(run, picked.includes(run.id), isBilled);
    if (body.rows[at] !== row.element) body.insertBefore(row.element, body.rows[at] ?? null);
  }
  setText(elementOf('run-count'), formatCount(runs.length, 'run'));
  elementOf('no-runs').hidden = runs.length > 0;
  elementOf('runs-table').hidden = runs.length === 0;
  const [first, second] = picked.map((id) => runs.find((run) => run.id === id));
  showComparison(first && second ? [first, second] : undefined);
}

function showSource(): void {
  if (!config) return;
  setText(elementOf('source'), describeSource({ ...config.source, prefix: '' }));
  setText(elementOf('rules'), config.engine === 'lambda' ? 'Lambda' : 'This machine');
}

function togglePick(id: string, isPicked: boolean): void {
  const others = picked.filter((other) => other !== id);
  pick(isPicked ? [...others, id].slice(-2) : others);
}

/** The address names the runs that are compared, so that it can be passed on. */
function pick(ids: readonly string[]): void {
  picked = ids;
  const query = new URLSearchParams(ids.map((id) => ['run', id]));
  history.replaceState(null, '', ids.length > 0 ? `?${query}` : location.pathname);
  draw();
}
