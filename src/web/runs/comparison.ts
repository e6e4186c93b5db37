// The comparison of two runs, as a table.

import type { RunSummary } from '../../serve/contract.ts';
import { elementOf, setText } from '../run/element-of.ts';
import { compareRuns } from './compare-runs.ts';
import { nameOf, timeOf } from './run-row.ts';

/** Shows the earlier run first. Undefined hides the comparison. */
export function showComparison(runs: readonly [RunSummary, RunSummary] | undefined): void {
  elementOf('comparison').hidden = runs === undefined;
  if (!runs) return;
  const [first, second] = runs.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  if (!first || !second) return;
  setText(elementOf('first-run'), `${nameOf(first)}, ${timeOf(first)}`);
  setText(elementOf('second-run'), `${nameOf(second)}, ${timeOf(second)}`);
  const body = elementOf('compared', HTMLTableSectionElement);
  const rows = compareRuns(first.figures, second.figures);
  while (body.rows.length > rows.length) body.deleteRow(-1);
  while (body.rows.length < rows.length) body.append(createRow());
  for (const [at, row] of rows.entries()) {
    const { cells } = body.rows[at] as HTMLTableRowElement;
    const texts = [row.name, row.first, row.second, row.difference, row.ratio];
    for (const [column, text] of texts.entries()) setText(cells[column] as HTMLElement, text);
    // The names of the columns, for a screen that has no room for their heads.
    for (const [column, cell] of [...cells].entries()) {
      cell.dataset.name = ['', 'Earlier', 'Later', 'Difference', 'Ratio'][column] ?? '';
    }
  }
}

function createRow(): HTMLTableRowElement {
  const row = document.createElement('tr');
  const name = document.createElement('th');
  name.scope = 'row';
  row.append(name, ...Array.from({ length: 4 }, () => document.createElement('td')));
  return row;
}
