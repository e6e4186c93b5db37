// The state of the run that a page shows.

import type { RunEvent } from '../../events/run-event.ts';
import { createTimeSeries } from '../../events/time-series.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../events/totals.ts';
import type { History, RunSummary } from '../../serve/contract.ts';
import { stopRun } from './run-client.ts';
import type { Phase } from './run-state.ts';
import { followRun } from './run-stream.ts';

export interface RunViewOptions {
  readonly wantsObjects: boolean;
  onReset(): void;
  /** The page is told what was before it came. */
  onHistory(history: History): void;
  /**
   * @param totals those with the event.
   * @param isPast whether the history includes it.
   */
  onEvent(event: RunEvent, totals: Totals, isPast: boolean): void;
  /** Some events were left out, and are in the totals alone. */
  onGap(): void;
  /** Called after every change. */
  onChange(): void;
  onProblem(message: string): void;
}

export class RunView {
  readonly #options: RunViewOptions;
  #id: string | undefined;
  #prefix: string | undefined;
  #unfollow: () => void = () => {};
  #startedAt = 0;
  totals = NO_TOTALS;
  phase: Phase = 'idle';
  /** When the connection broke, while the browser tries to reconnect. Then nothing moves. */
  brokenAt: Date | undefined;
  #elapsedAtBreakMs = 0;
  #eventsInHistory = 0;
  #events = 0;
  /** The course of the run. */
  series = createTimeSeries();

  constructor(options: RunViewOptions) {
    this.#options = options;
  }

  get isInProgress(): boolean {
    return this.phase === 'running' || this.phase === 'stopping';
  }

  /** Whether the events of the past are still on their way. */
  get isCatchingUp(): boolean {
    return this.isInProgress && this.#events < this.#eventsInHistory;
  }

  /** The prefix of the run that is shown. */
  get prefix(): string | undefined {
    return this.#prefix;
  }

  /** When the run was requested, by this page's clock; undefined if there is no run to show. */
  get startedAt(): Date | undefined {
    if (this.#id === undefined) return undefined;
    return new Date(performance.timeOrigin + this.#startedAt);
  }

  get elapsedMs(): number {
    if (this.phase === 'idle') return 0;
    if (!this.isInProgress) return this.totals.elapsedMs;
    return this.brokenAt ? this.#elapsedAtBreakMs : performance.now() - this.#startedAt;
  }

  /** Shows a run from its beginning, unless it is shown already. */
  show({ id, prefix }: RunSummary): void {
    if (id === this.#id && this.isInProgress) return;
    this.#unfollow();
    this.#id = id;
    this.#prefix = prefix;
    this.#startedAt = performance.now();
    this.totals = NO_TOTALS;
    this.phase = 'running';
    this.brokenAt = undefined;
    this.#events = this.#eventsInHistory = 0;
    this.series = createTimeSeries();
    this.#options.onReset();
    this.#unfollow = followRun(id, this.#options.wantsObjects, {
      onJoined: ({ elapsedMs, isStopping, history }) => {
        this.#startedAt = performance.now() - elapsedMs;
        if (isStopping) this.phase = 'stopping';
        this.brokenAt = undefined;
        this.#eventsInHistory = history.events;
        this.series = createTimeSeries(history.course);
        this.#options.onHistory(history);
        this.#options.onChange();
      },
      onEvent: (event, number) => this.#add(event, number),
      onSnapshot: (totals, number) => {
        this.#events = number;
        this.totals = totals;
        this.#options.onGap();
        this.#options.onChange();
      },
      onStopping: (_, number) => {
        this.#events = number;
        this.phase = 'stopping';
        this.#options.onChange();
      },
      onFailed: ({ reason, message }) => {
        this.#end(reason === 'forgotten' ? 'lost' : 'failed');
        this.#options.onProblem(message);
      },
      onBroken: (final) => {
        if (final) {
          this.#end('lost');
          this.#options.onProblem('The server refused to continue this run. Reload the page.');
        } else if (!this.brokenAt) {
          this.#elapsedAtBreakMs = this.elapsedMs;
          this.brokenAt = new Date();
        }
        this.#options.onChange();
      },
    });
    this.#options.onChange();
  }

  /** The run that was asked for can't be shown: the server has its events no longer. */
  miss(): void {
    this.#end('lost');
  }

  /** Asks the server to stop the run. An event says when it has ended. */
  async stop(): Promise<void> {
    if (this.phase !== 'running' || this.#id === undefined) return;
    this.phase = 'stopping';
    this.#options.onChange();
    try {
      await stopRun(this.#id);
    } catch (error) {
      if (this.phase === 'stopping') this.phase = 'running';
      throw error;
    }
  }

  #add(event: RunEvent, number: number): void {
    this.#events = number;
    this.totals = addEvent(this.totals, event);
    if (event.type === 'run-ended') this.#end('ended');
    this.#options.onEvent(event, this.totals, number <= this.#eventsInHistory);
    this.#options.onChange();
  }

  #end(phase: Phase): void {
    // Without a last event, this page's own clock is the best measure.
    if (phase !== 'ended') this.totals = { ...this.totals, elapsedMs: this.elapsedMs };
    this.phase = phase;
    this.brokenAt = undefined;
    this.#options.onChange();
  }
}
