// The upper part of both pages: which run is shown, how to start and stop it, and how far it is.

import { describeEnd } from '../../events/describe-end.ts';
import { describeRate, measureProgress, type Progress } from '../../events/progress.ts';
import type { RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import type { RunSummary, ServerConfig } from '../../serve/contract.ts';
import { formatDuration, formatNumber } from '../../text/format-quantity.ts';
import { elementOf, setText } from './element-of.ts';
import { fetchConfig, listRuns, startRun } from './run-client.ts';
import { RunView } from './run-view.ts';
import { createThrottledAnnouncer } from './throttled-announcer.ts';

export interface PanelOptions {
  /** Whether the page is about each object. */
  readonly noAgg: boolean;
  /** Another run is shown from now on. */
  onReset(): void;
  onEvent(event: RunEvent, totals: Totals): void;
  /** Shows the rest of the page; at most once a frame. */
  draw(view: RunView, progress: Progress): void;
}

/** The clock of a run that nothing is heard of goes on. */
const TICK_MS = 250;

export async function openRunPanel(options: PanelOptions): Promise<void> {
  const form = elementOf('run', HTMLFormElement);
  const prefix = elementOf('prefix', HTMLInputElement);
  const start = elementOf('start', HTMLButtonElement);
  const stop = elementOf('stop', HTMLButtonElement);
  const problem = elementOf('problem');
  const other = elementOf('other-page', HTMLAnchorElement);
  const spoken = elementOf('spoken');
  const seldom = createThrottledAnnouncer(
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
      if (event.type === 'run-ended') seldom.sayNow(describeEnd(totals));
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

  /** Does what may go wrong, and shows it if it does. */
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
    if (view.isInProgress && view.totals.started) seldom.say(describeSpoken(view, progress));
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
  // Opening a page starts nothing, but shows what somebody else has started.
  const runs = (await attempt(listRuns)) ?? [];
  const known = runs.find((run) => run.prefix === prefix.value && (run.noAgg || !options.noAgg));
  if (known) show(known);
  // Not before it is known what would be counted.
  prefix.disabled = start.disabled = false;
}

function showSource({ source, engine, words }: ServerConfig): void {
  const place = 'bucket' in source ? `s3://${source.bucket}/` : `${source.dir.replace(/\/$/, '')}/`;
  elementOf('source').textContent = place;
  elementOf('rules').textContent = `${engine} engine, words as ${words}`;
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
  setText(elementOf('left'), isKnown ? formatDuration(remainingMs) : '–');
}

function describeState(view: RunView, { share }: Progress): string {
  if (view.isBroken) return 'Connection lost; trying again';
  switch (view.phase) {
    case 'idle':
      return 'Nothing counted yet';
    case 'running':
      return share === undefined ? 'Counting, still listing' : `Counting, ${percentOf(share)}`;
    case 'stopping':
      return 'Stopping: nothing more is launched';
    case 'ended':
      return describeEnd(view.totals);
    case 'failed':
      return 'The run failed';
    case 'lost':
      return 'The run cannot be followed any more';
  }
}

function describeSpoken({ totals }: RunView, { share }: Progress): string {
  const done = share === undefined ? 'Still listing' : `${percentOf(share)} done`;
  return `${done}: ${formatNumber(totals.tally.words)} words`;
}

/** Not 100 before all is done. */
function percentOf(share: number): string {
  return `${Math.floor(share * 100)}%`;
}
