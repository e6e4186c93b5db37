// Asks a second worker for what is left of a task that takes much longer than others.

import { costOf } from '../../formats/counting-cost.ts';
import { LAMBDA_OVERHEADS, totalCost } from '../../planning/fair-share.ts';
import type { Clock } from '../../scatter/clock.ts';
import {
  chooseStragglers,
  type DoneTask,
  expectedMs,
  type Paces,
  pacesOf,
} from './choose-stragglers.ts';
import type { OwnedSlice } from './owned-slice.ts';
import { isAwaited, shareSlice } from './rivalry.ts';
import { Runner } from './runner.ts';
import type { SliceLedger } from './slice-ledger.ts';
import { partsOf } from './task.ts';

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

/** A worker is expected to have begun by then, also where a new environment starts. */
const MAX_START_MS = 1_000;

/** The work of a runner. */
interface Work {
  readonly slices: number;
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
    enter(runner);
    return runner;
  }

  /** To be told of a runner that has its slices by now. */
  function enter(runner: Runner): void {
    const slices = [...runner.open.values()];
    // Where nothing is hedged, nobody asks for the cost of all slices.
    const isTypical = share > 0 && !runner.isSecond && !slices.some(isMet);
    const about = { slices: slices.length, cost: share > 0 ? costOfAll(slices) : 0 };
    running.set(runner, { ...about, isTypical, isHedged: false });
  }

  /** To be told when nothing more comes of it, and whether its worker goes on all the same. */
  function end(runner: Runner, goesOn: boolean): void {
    const work = running.get(runner);
    if (!work) return;
    if (runner.isSecond && goesOn) endedExtraMs += extraMs(runner, work, pacesOf(done));
    else if (runner.isSecond) endedExtraMs += elapsedMs(runner);
    else endedMs += elapsedMs(runner);
    running.delete(runner);
    const { launchedMs, beganMs = launchedMs } = runner;
    const isDone = runner.open.size === 0 && !runner.rival;
    if (isDone && work.isTypical) {
      const { cost, slices } = work;
      done.push({ cost, slices, startMs: beganMs - launchedMs, ms: clock.now() - beganMs });
    }
    runner.end();
  }

  /** The rest of the runner's slices, for a second worker: the last ones first, so that the two meet. */
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
    const isToBeDivided = partsOf({ slices: [slice] }, sliceBytes) > 0;
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
    if (idleWorkers <= 0 || done.length < first.length) return [];
    const paces = pacesOf(done);
    const candidates = first.flatMap(([runner, work]) => {
      if (work.isHedged) return [];
      const leftCost = costOfAll([...runner.open.values()].filter(mayShare));
      const { cost, slices } = work;
      return leftCost > 0 ? [{ runner, cost, slices, leftCost, ms: workingMs(runner) }] : [];
    });
    const chosen = chooseStragglers(candidates, paces, {
      doneTasks: done.length,
      openTasks: first.length,
      idleWorkers,
      spentMs: first.reduce((sum, [runner]) => sum + elapsedMs(runner), endedMs),
      extraMs: second.reduce(
        (sum, [runner, work]) => sum + extraMs(runner, work, paces),
        endedExtraMs,
      ),
      share,
    });
    return chosen.map(({ runner }) => runner);
  }

  function elapsedMs({ launchedMs }: Runner): number {
    return clock.now() - launchedMs;
  }

  /** How long its worker has been at its work, or late to begin. */
  function workingMs({ launchedMs, beganMs = launchedMs + MAX_START_MS }: Runner): number {
    return clock.now() - beganMs;
  }

  /** One that goes on is billed until it has come to its end. */
  function extraMs(runner: Runner, work: Work, paces: Paces): number {
    return Math.max(elapsedMs(runner), expectedMs(work, work.cost, paces));
  }

  return {
    begin,
    enter,
    end,
    shareOpen,
    /** To be told that its worker has begun. */
    began(runner: Runner): void {
      runner.beganMs ??= clock.now();
    },
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
  return totalCost(slices.map(costOf), LAMBDA_OVERHEADS);
}
