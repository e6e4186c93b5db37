// Asks a second worker for what is left of a task that takes much longer than others.

import { costOf } from '../../formats/counting-cost.ts';
import { totalCost } from '../../planning/fair-share.ts';
import type { Clock } from '../../scatter/clock.ts';
import { chooseStragglers, type DoneTask, expectedMs, medianPace } from './choose-stragglers.ts';
import type { OwnedSlice } from './owned-slice.ts';
import { isAwaited, shareSlice } from './rivalry.ts';
import { Runner } from './runner.ts';
import type { SliceLedger } from './slice-ledger.ts';

export interface HedgingPorts {
  readonly ledger: Pick<SliceLedger, 'dividedObject'>;
  readonly clock: Clock;
  /** How much of the time of all workers second ones may take; 0 for none. */
  readonly share: number;
  readonly sliceBytes: number | undefined;
  /** Aborts when nothing more may be launched. */
  readonly launching: AbortSignal;
  /** How many more workers may run. */
  readonly idleWorkers: () => number;
  /** Launches a second worker for what the runner has left. */
  readonly launch: (runner: Runner) => void;
}

const CHECK_EVERY_MS = 100;

/** What a runner has to do. */
interface Work {
  /** The counting cost, without what others were given of it. */
  cost: number;
  /** Whether its pace says something about others'. */
  readonly isTypical: boolean;
  /** Whether a second worker was asked for. */
  isHedged: boolean;
}

export type Hedging = ReturnType<typeof createHedging>;

export function createHedging(ports: HedgingPorts) {
  const { ledger, clock, share, sliceBytes, launching } = ports;
  const running = new Map<Runner, Work>();
  const done: DoneTask[] = [];
  let endedMs = 0;
  let endedExtraMs = 0;

  /** Begins an attempt at slices; as a second one, at those that `first` has left. */
  function begin(open: Map<number, OwnedSlice>, first?: Runner): Runner {
    const runner = new Runner(open, clock.now(), first);
    const slices = [...open.values()];
    const isTypical = !first && !slices.some(isMet);
    running.set(runner, { cost: costOfAll(slices), isTypical, isHedged: false });
    return runner;
  }

  /** To be told when its worker has come to an end, or it is outrun. */
  function end(runner: Runner): void {
    const work = running.get(runner);
    if (!work) return;
    const ms = elapsedMs(runner);
    if (runner.isSecond) endedExtraMs += runner.isOutrun ? extraMs(runner, work) : ms;
    else endedMs += ms;
    running.delete(runner);
    const isDone = runner.open.size === 0 && !runner.isOutrun;
    if (isDone && work.isTypical) done.push({ cost: work.cost, ms });
    runner.end();
  }

  /** What the runner has left, for a second worker: the last slices first, so that the two meet. */
  function shareOpen(runner: Runner): Map<number, OwnedSlice> {
    const copies = new Map<number, OwnedSlice>();
    for (const [index, slice] of [...runner.open].reverse()) {
      if (!mayShare(slice)) continue;
      const { own, copy } = shareSlice(slice);
      runner.open.set(index, own);
      copies.set(copies.size, copy);
    }
    return copies;
  }

  /** Others already wait for parts of a slice that is still to be divided, or come to meet it. */
  function mayShare(slice: OwnedSlice): boolean {
    const isToBeDivided = sliceBytes !== undefined && costOf(slice) > sliceBytes;
    return !slice.rivalry && !isToBeDivided && !isMet(slice);
  }

  function isMet(slice: OwnedSlice): boolean {
    return isAwaited(slice, ledger.dividedObject(slice.object));
  }

  function choose(): Runner[] {
    const idleWorkers = ports.idleWorkers();
    const all = [...running];
    const first = all.filter(([runner]) => !runner.isSecond);
    const second = all.filter(([runner]) => runner.isSecond);
    const pace = idleWorkers > 0 && done.length >= first.length ? medianPace(done) : undefined;
    if (pace === undefined) return [];
    const candidates = first.flatMap(([runner, work]) => {
      if (work.isHedged) return [];
      const leftCost = costOfAll([...runner.open.values()].filter(mayShare));
      return leftCost > 0 ? [{ runner, cost: work.cost, leftCost, ms: elapsedMs(runner) }] : [];
    });
    const chosen = chooseStragglers(candidates, pace, {
      doneTasks: done.length,
      openTasks: first.length,
      idleWorkers,
      spentMs: first.reduce((sum, [runner]) => sum + elapsedMs(runner), endedMs),
      extraMs: second.reduce((sum, [runner, work]) => sum + extraMs(runner, work), endedExtraMs),
      share,
    });
    return chosen.map(({ runner }) => runner);
  }

  function elapsedMs({ startedMs }: Runner): number {
    return clock.now() - startedMs;
  }

  /** One that is outrun is billed until it has come to its end. */
  function extraMs(runner: Runner, { cost }: Work): number {
    return Math.max(elapsedMs(runner), expectedMs(cost, medianPace(done) ?? 0));
  }

  return {
    begin,
    end,
    shareOpen,
    /** To be told that others were given some of a runner's work. */
    gaveAway(runner: Runner, cost: number): void {
      const work = running.get(runner);
      if (work) work.cost -= cost;
    },
    isRunning: (runner: Runner) => running.has(runner),
    /** Looks for stragglers until nothing more may be launched. */
    async watch(): Promise<void> {
      while (share > 0 && !launching.aborted) {
        await clock.sleep(CHECK_EVERY_MS, launching);
        if (launching.aborted) return;
        for (const runner of choose()) {
          const work = running.get(runner);
          if (work) work.isHedged = true;
          ports.launch(runner);
        }
      }
    },
  };
}

function costOfAll(slices: readonly OwnedSlice[]): number {
  return totalCost(slices.map(costOf));
}
