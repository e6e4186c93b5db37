// What a page knows of the run that it shows.

import type { RunEvent } from '../../events/run-event.ts';
import { addEvent, NO_TOTALS, type Totals } from '../../events/totals.ts';
import type { RunSummary } from '../../serve/contract.ts';
import { stopRun } from './run-client.ts';
import { followRun } from './run-stream.ts';

/** `lost`: it cannot be followed any more. */
export type Phase = 'idle' | 'running' | 'stopping' | 'ended' | 'failed' | 'lost';

export interface RunViewOptions {
  readonly wantsObjects: boolean;
  onReset(): void;
  /** With the totals of all events up to it. */
  onEvent(event: RunEvent, totals: Totals): void;
  /** Something has changed. */
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
  /** While the browser tries to connect again. */
  isBroken = false;

  constructor(options: RunViewOptions) {
    this.#options = options;
  }

  get isInProgress(): boolean {
    return this.phase === 'running' || this.phase === 'stopping';
  }

  /** Of the run that is shown. */
  get prefix(): string | undefined {
    return this.#prefix;
  }

  get elapsedMs(): number {
    if (this.phase === 'idle') return 0;
    return this.isInProgress ? performance.now() - this.#startedAt : this.totals.elapsedMs;
  }

  /** Shows a run from its beginning; a run that is shown already, it goes on showing. */
  show({ id, prefix }: RunSummary): void {
    if (id === this.#id && this.isInProgress) return;
    this.#unfollow();
    this.#id = id;
    this.#prefix = prefix;
    this.#startedAt = performance.now();
    this.totals = NO_TOTALS;
    this.phase = 'running';
    this.isBroken = false;
    this.#options.onReset();
    this.#unfollow = followRun(id, this.#options.wantsObjects, {
      onJoined: ({ elapsedMs }) => {
        this.#startedAt = performance.now() - elapsedMs;
        this.isBroken = false;
        this.#options.onChange();
      },
      onEvent: (event) => this.#add(event),
      onSnapshot: (totals) => {
        this.totals = totals;
        this.#options.onChange();
      },
      onFailed: ({ reason, message }) => {
        this.#end(reason === 'forgotten' ? 'lost' : 'failed');
        this.#options.onProblem(message);
      },
      onBroken: (final) => {
        this.isBroken = !final;
        if (final) {
          this.#end('lost');
          this.#options.onProblem('The server does not let this page follow the run any more.');
        }
        this.#options.onChange();
      },
    });
    this.#options.onChange();
  }

  /** Nothing more is launched; the run says itself when it has ended. */
  async stop(): Promise<void> {
    if (this.phase !== 'running' || this.#id === undefined) return;
    this.phase = 'stopping';
    this.#options.onChange();
    await stopRun(this.#id);
  }

  #add(event: RunEvent): void {
    this.totals = addEvent(this.totals, event);
    if (event.type === 'run-ended') this.#end('ended');
    this.#options.onEvent(event, this.totals);
    this.#options.onChange();
  }

  #end(phase: Phase): void {
    // Without an end of its own there is no better measure of its time.
    if (phase !== 'ended') this.totals = { ...this.totals, elapsedMs: this.elapsedMs };
    this.phase = phase;
    this.isBroken = false;
    this.#options.onChange();
  }
}
