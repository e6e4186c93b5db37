// The page of the scatter plot: words against lines of each file, and the same figures in a table.

import { settledObjects, type Totals } from '../../events/totals.ts';
import { formatCount, formatNumber } from '../../text/format-quantity.ts';
import { elementOf, setText } from '../run/element-of.ts';
import { openRunPanel } from '../run/run-panel.ts';
import { FileColumns, STATUSES } from '../table/file-columns.ts';
import { FileTable } from '../table/file-table.ts';
import { drawLegendMark } from './mark-canvas.ts';
import { Plot } from './plot.ts';
import { PlotSelection } from './plot-selection.ts';

const host = elementOf('plot');
const resetZoom = elementOf('reset-zoom', HTMLButtonElement);
let files = new FileColumns();
const plot = new Plot(host, () => {
  selection.refresh();
  resetZoom.disabled = !plot.isZoomed;
});
const selection = new PlotSelection(host, plot, files, elementOf('chosen'));
const table = new FileTable(files);

for (const kind of ['linear', 'log'] as const) {
  elementOf(kind).addEventListener('change', () => plot.setKind(kind));
}
resetZoom.addEventListener('click', () => {
  plot.zoomTo(undefined);
  host.focus();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawLegend);
drawLegend();

void openRunPanel({
  noAgg: true,
  onReset() {
    files = new FileColumns();
    plot.show(files);
    selection.show(files);
    table.show(files);
  },
  onEvent(event) {
    if (event.type === 'object') files.add(event);
  },
  draw({ totals }) {
    plot.update();
    table.update();
    showCounts(totals);
  },
});

function drawLegend(): void {
  for (const status of STATUSES) {
    drawLegendMark(elementOf(`legend-${status}`, HTMLCanvasElement), status);
  }
}

function showCounts(totals: Totals): void {
  for (const status of STATUSES)
    setText(elementOf(`${status}-count`), formatNumber(files.countOf(status)));
  const missing = settledObjects(totals) - files.count;
  const note = elementOf('missing');
  note.hidden = missing <= 0;
  setText(
    note,
    `${formatCount(missing, 'file')} not shown: the server no longer had the results when this page connected.`,
  );
}
