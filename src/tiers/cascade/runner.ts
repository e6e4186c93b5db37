// One worker's attempt at a task, and the race of two that count the same slices.

import type { OwnedSlice } from './owned-slice.ts';

export class Runner {
  /** The slices that are not settled, by their index in its request. */
  readonly open: Map<number, OwnedSlice>;
  readonly launchedMs: number;
  /** When its worker first said something. */
  beganMs: number | undefined;
  /** Whether it was asked for what another, its rival, is at. */
  readonly isSecond: boolean;
  /** Whether something was counted or settled by it. */
  hasProgressed = false;
  /** Whether the rival has settled the last of its slices. */
  isOutrun = false;
  /** Resolves when nothing of its slices is left to count, although its worker does not know and goes on. */
  readonly released: Promise<undefined>;
  /** Resolves when nothing more comes of it. */
  readonly over: Promise<void>;
  #rival: Runner | undefined;
  #hasEnded = false;
  /** Whether the rival has settled one of its slices. */
  #isRelieved = false;
  #release = () => {};
  #sayOver = () => {};

  constructor(open: Map<number, OwnedSlice>, launchedMs: number, first?: Runner) {
    this.open = open;
    this.launchedMs = launchedMs;
    this.isSecond = first !== undefined;
    this.released = new Promise((resolve) => {
      this.#release = () => resolve(undefined);
    });
    this.over = new Promise((resolve) => {
      this.#sayOver = resolve;
    });
    this.#rival = first;
    if (first) first.#rival = this;
  }

  get rival(): Runner | undefined {
    return this.#rival;
  }

  /** Whether another worker was needed for its slices, or this one was not. */
  get isSuperfluous(): boolean {
    return this.isOutrun || (this.isSecond && (this.open.size > 0 || !this.hasProgressed));
  }

  /** To be told when a frame of it has settled something. */
  settled(): void {
    const rival = this.#rival;
    if (!rival) return;
    for (const [index, { rivalry }] of rival.open) {
      if (!rivalry?.isOver) continue;
      rival.open.delete(index);
      rival.#isRelieved = true;
    }
    if (rival.open.size === 0 && !rival.#hasEnded) rival.isOutrun = true;
    for (const one of [rival, this]) if (one.#isRelieved && one.open.size === 0) one.#release();
  }

  /** To be told when its worker has come to an end, or it is outrun. */
  end(): void {
    this.#hasEnded = true;
    for (const { rivalry } of this.open.values()) if (rivalry) rivalry.contenders -= 1;
    this.#sayOver();
  }

  /** The slices that neither it nor its rival has settled. */
  left(): OwnedSlice[] {
    const own = [...this.open.values()];
    const known = new Set(own.map(({ rivalry }) => rivalry));
    const others = [...(this.#rival?.open.values() ?? [])];
    return [...own, ...others.filter(({ rivalry }) => !known.has(rivalry))];
  }
}
