// The upper part of the pages that show a run: the choice of a run, its start and stop, and its progress.

import { describeEnd } from '../../events/describe-end.ts';
import { describeSource } from '../../events/describe-source.ts';
import { describeWords } from '../../events/describe-words.ts';
import { percentOf } from '../../events/percent-of.ts';
import { createProgressMeter, type Progress } from '../../events/progress-meter.ts';
import type { RunEvent } from '../../events/run-event.ts';
import { NO_TOTALS, type Totals } from '../../events/totals.ts';
import type { History, RunSummary, ServerConfig } from '../../serve/contract.ts';
import { formatCount } from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { showEstimate } from './estimate-row.ts';
import { formatTime } from './format-time.ts';
import { createProgressRow } from './progress-row.ts';
import { fetchConfig, listRuns, startRun } from './run-client.ts';
import { describeTitle } from './run-state.ts';
import { RunView } from './run-view.ts';
import { createThrottledAnnouncer } from './throttled-announcer.ts';

export interface PanelOptions {
  /** Whether the page needs an event about each object. */
  readonly noAgg: boolean;
  /** Called when another run is shown. */
  onReset(): void;
  /** The page is told what was before it came; the events of that time follow. */
  onHistory?(history: History): void;
  /** Some events were left out, and are in the totals alone. */
  onGap?(): void;
  /** @param atMs when it came, in milliseconds since the run began; undefined if the history includes it. */
  onEvent(event: RunEvent, totals: Totals, atMs: number | undefined): void;
  /** Draws the rest of the page; called at most once per frame. */
  draw(view: RunView, progress: Progress): void;
}

/** The page is redrawn this often, even if no event comes. */
const TICK_MS = 250;

export async function openRunPanel(options: PanelOptions): Promise<void> {
  const form = elementOf('run', HTMLFormElement);
  const prefix = elementOf('prefix', HTMLInputElement);
  const start = elementOf('start', HTMLButtonElement);
  const stop = elementOf('stop', HTMLButtonElement);
  const problem = elementOf('problem');
  const spoken = elementOf('spoken');
  const title = document.title;
  const announcer = createThrottledAnnouncer(
    (text) => {
      spoken.textContent = text;
    },
    () => performance.now(),
  );
  const row = createProgressRow();
  let meter = createProgressMeter();
  let progress = meter.measure(NO_TOTALS, 0);
  let config: ServerConfig | undefined;
  let isDrawAwaited = false;

  const view = new RunView({
    wantsObjects: options.noAgg,
    onReset() {
      hideProblem();
      meter = createProgressMeter();
      progress = meter.measure(NO_TOTALS, 0);
      row.reset();
      options.onReset();
    },
    onHistory: (history) => options.onHistory?.(history),
    onEvent(event, totals, isPast) {
      options.onEvent(event, totals, isPast ? undefined : view.elapsedMs);
      if (event.type === 'run-ended') announcer.sayNow(describeEnd(totals));
    },
    onGap: () => options.onGap?.(),
    onChange: drawSoon,
    onProblem: showProblem,
  });

  function showProblem(message: string): void {
    setText(problem, message);
    problem.hidden = false;
  }

  function hideProblem(): void {
    problem.hidden = true;
    problem.textContent = '';
  }

  /** Runs the action and shows its error, if any. */
  async function attempt<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await act();
    } catch (error) {
      showProblem(error instanceof Error ? error.message : String(error));
      drawSoon();
      return undefined;
    }
  }

  function drawSoon(): void {
    if (isDrawAwaited) return;
    isDrawAwaited = true;
    requestAnimationFrame(() => {
      isDrawAwaited = false;
      draw();
    });
  }

  function draw(): void {
    if (!view.isCatchingUp) {
      progress = meter.measure(view.totals, view.elapsedMs);
      if (view.phase !== 'idle') view.series.add(view.totals, view.elapsedMs);
    }
    row.show(view, progress);
    showEstimate(view, config?.engine);
    showName();
    showTitle(progress);
    prefix.disabled = start.disabled = config === undefined || view.brokenAt !== undefined;
    stop.disabled = view.phase !== 'running' || view.brokenAt !== undefined;
    if (stop.disabled && stop === document.activeElement) start.focus();
    options.draw(view, progress);
    if (view.isInProgress && view.totals.started && !view.brokenAt) {
      announcer.say(describeSpoken(view, progress));
    }
  }

  function showName(): void {
    if (!config) return;
    const { source, engine, words } = config;
    setText(elementOf('source'), describeSource({ ...source, prefix: view.prefix ?? '' }));
    const { startedAt } = view;
    const region = view.totals.started?.prices?.region;
    const facts = [
      engine === 'lambda' ? 'Lambda' : 'This machine',
      engine === 'lambda' && region !== undefined ? region : '',
      describeWords(words),
      startedAt ? `started ${formatTime(startedAt)}` : '',
    ];
    setText(elementOf('rules'), facts.filter((fact) => fact !== '').join(' · '));
  }

  function showTitle({ share }: Progress): void {
    const state = describeTitle(view, share);
    const source = elementOf('source').textContent ?? '';
    const wanted = state === undefined ? title : `${state} · ${source} · wordcount`;
    if (document.title !== wanted) document.title = wanted;
  }

  /** The links to the other pages of this run. */
  function keepPrefix(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-keeps-prefix]')) {
      link.search = `${new URLSearchParams({ prefix: prefix.value })}`;
    }
  }

  /** Shows the run, under an address that leads to it again. */
  function show(run: RunSummary, address: Readonly<Record<string, string>>): void {
    history.replaceState(null, '', `?${new URLSearchParams(address)}`);
    prefix.value = run.prefix;
    view.show(run);
  }

  /** Opening a page starts no run, but shows the one that the address names, or the newest one of its prefix. */
  function showFound(all: readonly RunSummary[], asked: string | null): void {
    const runs = all.filter(({ hasEvents }) => hasEvents);
    if (asked === null) {
      const run = runs.find((one) => one.prefix === prefix.value && (one.noAgg || !options.noAgg));
      if (run) show(run, { prefix: run.prefix });
      return;
    }
    const run = runs.find(({ id }) => id === asked);
    if (run) show(run, { run: run.id });
    else view.miss();
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    hideProblem();
    const query = { prefix: prefix.value, noAgg: options.noAgg };
    const run = await attempt(() => startRun(query));
    if (run) show(run, { prefix: run.prefix });
  });
  stop.addEventListener('click', () => void attempt(() => view.stop()));
  prefix.addEventListener('input', keepPrefix);
  setInterval(() => {
    if (view.isInProgress && !view.brokenAt) drawSoon();
  }, TICK_MS);

  drawSoon();
  const known = await attempt(fetchConfig);
  if (!known) return;
  const parameters = new URLSearchParams(location.search);
  prefix.value = parameters.get('prefix') ?? known.prefix;
  const runs = await attempt(listRuns);
  if (runs) showFound(runs, parameters.get('run'));
  keepPrefix();
  // Only now is it known what would be counted, and the fields can be used.
  config = known;
  drawSoon();
}

function describeSpoken({ totals }: RunView, { share }: Progress): string {
  const done = share === undefined ? 'Still listing' : `${percentOf(share)} done`;
  return `${done}: ${formatCount(totals.live.words, 'word')}`;
}
