// The upper part of both pages: the choice of a run, its start and stop, and its progress.

import { describeEnd } from '../../events/describe-end.ts';
import { describeSource } from '../../events/describe-source.ts';
import { describeRate, measureProgress, type Progress, percentOf } from '../../events/progress.ts';
import type { RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import type { RunSummary, ServerConfig } from '../../serve/contract.ts';
import { formatCount, formatDuration } from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { describeEngine } from './event-line.ts';
import { fetchConfig, listRuns, startRun } from './run-client.ts';
import { RunView } from './run-view.ts';
import { createThrottledAnnouncer } from './throttled-announcer.ts';

export interface PanelOptions {
  /** Whether the page needs an event about each object. */
  readonly noAgg: boolean;
  /** Called when another run is shown. */
  onReset(): void;
  onEvent(event: RunEvent, totals: Totals): void;
  /** Draws the rest of the page; called at most once per frame. */
  draw(view: RunView, progress: Progress): void;
}

/** The elapsed time is redrawn this often, even if no event comes. */
const TICK_MS = 250;

export async function openRunPanel(options: PanelOptions): Promise<void> {
  const form = elementOf('run', HTMLFormElement);
  const prefix = elementOf('prefix', HTMLInputElement);
  const start = elementOf('start', HTMLButtonElement);
  const stop = elementOf('stop', HTMLButtonElement);
  const problem = elementOf('problem');
  const other = elementOf('other-page', HTMLAnchorElement);
  const spoken = elementOf('spoken');
  const announcer = createThrottledAnnouncer(
    (text) => {
      spoken.textContent = text;
    },
    () => performance.now(),
  );
  let isDrawAwaited = false;

  const view = new RunView({
    wantsObjects: options.noAgg,
    onReset() {
      hideProblem();
      options.onReset();
    },
    onEvent(event, totals) {
      options.onEvent(event, totals);
      if (event.type === 'run-ended') announcer.sayNow(describeEnd(totals));
    },
    onChange: drawSoon,
    onProblem: showProblem,
  });

  function showProblem(message: string): void {
    problem.textContent = message;
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
    const progress = measureProgress(view.totals, view.elapsedMs);
    showState(view, progress);
    stop.disabled = view.phase !== 'running';
    if (stop.disabled && stop === document.activeElement) start.focus();
    options.draw(view, progress);
    if (view.isInProgress && view.totals.started) announcer.say(describeSpoken(view, progress));
  }

  function keepPrefix(): void {
    other.search = `${new URLSearchParams({ prefix: prefix.value })}`;
  }

  function show(run: RunSummary): void {
    history.replaceState(null, '', `?${new URLSearchParams({ prefix: run.prefix })}`);
    view.show(run);
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    hideProblem();
    const query = { prefix: prefix.value, noAgg: options.noAgg };
    const run = await attempt(() => startRun(query));
    if (run) show(run);
  });
  stop.addEventListener('click', () => void attempt(() => view.stop()));
  prefix.addEventListener('input', keepPrefix);
  setInterval(() => {
    if (view.isInProgress) drawSoon();
  }, TICK_MS);

  drawSoon();
  const config = await attempt(fetchConfig);
  if (!config) return;
  showSource(config);
  prefix.value = new URLSearchParams(location.search).get('prefix') ?? config.prefix;
  keepPrefix();
  // Opening a page starts no run, but shows one that someone else has started.
  const runs = (await attempt(listRuns)) ?? [];
  const known = runs.find((run) => run.prefix === prefix.value && (run.noAgg || !options.noAgg));
  if (known) show(known);
  // Only now is it known what would be counted.
  prefix.disabled = start.disabled = false;
}

const WORD_RULES: Readonly<Record<ServerConfig['words'], string>> = {
  wc: 'counts words like wc',
  identifier: 'counts identifiers as words',
  article: 'counts words like the article of 2015',
};

function showSource({ source, engine, words }: ServerConfig): void {
  elementOf('source').textContent = describeSource({ ...source, prefix: '' });
  elementOf('rules').textContent = `${describeEngine(engine)} · ${WORD_RULES[words]}`;
}

function showState(view: RunView, progress: Progress): void {
  const { totals, elapsedMs } = view;
  const state = elementOf('state');
  const tone = view.phase === 'ended' ? totals.status : view.phase;
  state.dataset.tone = view.isBroken ? 'broken' : tone;
  setText(state, describeState(view, progress));
  setText(elementOf('elapsed'), view.phase === 'idle' ? '–' : formatDuration(elapsedMs));
  setText(elementOf('rate'), totals.started ? describeRate(progress, elapsedMs) : '–');
  const { remainingMs } = progress;
  const isKnown = view.phase === 'running' && remainingMs !== undefined;
  setText(elementOf('remaining'), isKnown ? formatDuration(remainingMs) : '–');
}

function describeState(view: RunView, { share }: Progress): string {
  if (view.isBroken) return 'Connection lost. Reconnecting';
  switch (view.phase) {
    case 'idle':
      return 'Nothing counted yet';
    case 'running':
      return share === undefined ? 'Counting, still listing' : `Counting, ${percentOf(share)}`;
    case 'stopping':
      return 'Stopping: no new work is started';
    case 'ended':
      return describeEnd(view.totals);
    case 'failed':
      return 'The run failed';
    case 'lost':
      return 'This run can no longer be followed';
  }
}

function describeSpoken({ totals }: RunView, { share }: Progress): string {
  const done = share === undefined ? 'Still listing' : `${percentOf(share)} done`;
  return `${done}: ${formatCount(totals.tally.words, 'word')}`;
}
