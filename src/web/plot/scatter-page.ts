// The page of the scatter plot: words against lines of each file, and the same figures in a table.

import { settledObjects, type Totals } from '../../events/totals.ts';
import { formatCount, formatNumber } from '../../text/format-quantity.ts';
import { elementOf, setText } from '../run/element-of.ts';
import { openRunPanel } from '../run/run-panel.ts';
import { describeNoMarks, type Ending } from '../table/describe-no-files.ts';
import { FileColumns, OUTCOMES } from '../table/file-columns.ts';
import { FileTable } from '../table/file-table.ts';
import { drawLegendMark, MARKS } from './mark-sprites.ts';
import { Plot } from './plot.ts';
import { PlotSelection } from './plot-selection.ts';

const host = elementOf('plot');
const zoomIn = elementOf('zoom-in', HTMLButtonElement);
const resetZoom = elementOf('reset-zoom', HTMLButtonElement);
const notDrawn = elementOf('not-drawn', HTMLButtonElement);
let files = new FileColumns();
let ending: Ending | undefined;

const plot = new Plot(host, {
  onChange() {
    selection.refresh();
    showTools();
  },
  onChoose(area) {
    table.filterArea(area);
    showTools();
  },
});
const selection = new PlotSelection(host, plot, files, (text) => {
  setText(elementOf('chosen'), text);
});
const table = new FileTable(files, {
  onSelect: (index) => selection.select(index),
  onForgetArea: () => plot.choose(undefined),
});

for (const kind of ['linear', 'log'] as const) {
  elementOf(kind).addEventListener('change', () => plot.setKind(kind));
}
zoomIn.addEventListener('click', () => {
  plot.zoomTo(plot.area);
  host.focus();
});
resetZoom.addEventListener('click', () => {
  plot.zoomTo(undefined);
  host.focus();
});
notDrawn.addEventListener('click', () => {
  plot.choose(undefined);
  table.filterOutcome('not-whole');
  elementOf('outcome').focus();
});
for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
  matchMedia(query).addEventListener('change', drawLegend);
}
drawLegend();

void openRunPanel({
  noAgg: true,
  onReset() {
    files = new FileColumns();
    ending = undefined;
    plot.show(files);
    selection.show(files);
    table.show(files);
  },
  onEvent(event) {
    if (event.type === 'object') files.add(event);
    if (event.type === 'run-ended') ending = 'ended';
  },
  draw({ totals, phase }) {
    if (phase === 'failed') ending = 'failed';
    plot.update();
    table.update(ending);
    showCounts(totals);
  },
});

function drawLegend(): void {
  for (const mark of MARKS) {
    drawLegendMark(elementOf(`legend-${mark}`, HTMLCanvasElement), mark, 0);
  }
  for (const weight of [0, 2, 4]) {
    drawLegendMark(elementOf(`weight-${weight}`, HTMLCanvasElement), 'counted', weight);
  }
}

function showTools(): void {
  zoomIn.disabled = plot.area === undefined;
  resetZoom.disabled = !plot.isZoomed;
  elementOf(plot.kind, HTMLInputElement).checked = true;
}

function showCounts(totals: Totals): void {
  for (const mark of MARKS) setText(elementOf(`${mark}-count`), formatNumber(files.countOf(mark)));
  const noMarks = elementOf('no-marks');
  noMarks.hidden = MARKS.some((mark) => files.countOf(mark) > 0);
  setText(noMarks, describeNoMarks(ending));
  const others = OUTCOMES.filter((outcome) => !MARKS.some((mark) => mark === outcome));
  const uncounted = others.reduce((sum, outcome) => sum + files.countOf(outcome), 0);
  // It keeps its room, so that nothing moves when it appears.
  notDrawn.classList.toggle('absent', uncounted === 0);
  setText(notDrawn, `${formatCount(uncounted, 'file')} without counts`);
  const note = elementOf('missing');
  const text = [describeSample(), describeMissing(totals)].filter(Boolean).join(' ');
  note.hidden = text === '';
  setText(note, text);
}

function describeSample(): string {
  const { counted, others } = files.strides;
  if (counted === 1 && others === 1) return '';
  const shown = `Of ${formatCount(files.total, 'file')}, ${formatNumber(files.count)} are shown`;
  const rest = others === 1 ? 'all others' : `one in ${others} of the others`;
  return `${shown}: a sample of one in ${counted} of those counted whole, and ${rest}.`;
}

function describeMissing(totals: Totals): string {
  const missing = settledObjects(totals) - files.total;
  if (missing <= 0) return '';
  return `${formatCount(missing, 'file')} not shown: the server no longer had the results when this page asked for them.`;
}
