// Asks a second worker for what is left of a task that takes much longer than others.

import { costOf } from '../../formats/counting-cost.ts';
import { LAMBDA_OVERHEADS, totalCost } from '../../planning/fair-share.ts';
import type { BilledFigures, HeartbeatFrame } from '../../protocol/frame.ts';
import type { Clock } from '../../scatter/clock.ts';
import { chooseStragglers, type DoneTask, pacesOf, type RunningTask } from './choose-stragglers.ts';
import { type BilledTime, createHedgeShare, type Hedge } from './hedge-share.ts';
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
  readonly launch: (hedge: Hedge) => void;
}

const CHECK_EVERY_MS = 100;

/** A worker is expected to have begun by then, also where a new environment starts. */
const MAX_START_MS = 1_000;

/** For so long a worker is billed before it knows its time limit, and after its last frame. */
const INVOCATION_MS = 20;

/** The work of a runner. */
interface Work {
  readonly slices: number;
  /** The counting cost, without what others were given of it. */
  cost: number;
  /** Whether its pace says something about others'. */
  readonly isTypical: boolean;
  /** How far its worker was when it last said so. */
  said?: RunningTask['said'];
  /** Whether a second worker was asked for. */
  isHedged: boolean;
}

export type Hedging = ReturnType<typeof createHedging>;

export function createHedging(ports: HedgingPorts) {
  const { ledger, clock, share, sliceBytes, launching } = ports;
  const running = new Map<Runner, Work>();
  const done: DoneTask[] = [];
  const hedgeShare = createHedgeShare(share);
  const times = new WeakMap<Runner, BilledTime>();
  /** The longest that an environment took to begin, as far as it was billed. */
  let coldStartMs = 0;

  /** Begins an attempt at slices; as a second one, at those that the first has left. */
  function begin(open: Map<number, OwnedSlice>, hedge?: Hedge): Runner {
    const runner = new Runner(open, clock.now(), hedge?.first);
    enter(runner, hedge?.time);
    return runner;
  }

  /** To be told of a runner that has its slices by now. */
  function enter(runner: Runner, time: BilledTime = hedgeShare.first()): void {
    times.set(runner, time);
    const slices = [...runner.open.values()];
    // Where nothing is hedged, nobody asks for the cost of all slices.
    const isTypical = share > 0 && !runner.isSecond && !slices.some(isMet);
    const about = { slices: slices.length, cost: share > 0 ? costOfAll(slices) : 0 };
    running.set(runner, { ...about, isTypical, isHedged: false });
  }

  /** To be told when nothing more comes of it. */
  function end(runner: Runner): void {
    const work = running.get(runner);
    if (!work) return;
    runsOn(runner);
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

  function choose(): Hedge[] {
    const idleWorkers = ports.idleWorkers();
    const all = [...running];
    const first = all.filter(([runner]) => !runner.isSecond);
    for (const runner of running.keys()) runsOn(runner);
    if (idleWorkers <= 0 || done.length < first.length) return [];
    const paces = pacesOf(done);
    const candidates = first.flatMap(([runner, work]) => {
      if (work.isHedged) return [];
      const open = [...runner.open.values()];
      const leftCost = costOfAll(open.filter(mayShare));
      if (leftCost === 0) return [];
      const { cost, slices, said } = work;
      return [{ runner, cost, slices, leftCost, ms: workingMs(runner), said }];
    });
    // A new environment may begin for it, however long that takes.
    const besidesMs = coldStartMs + INVOCATION_MS;
    const chosen = chooseStragglers(candidates, paces, {
      doneTasks: done.length,
      openTasks: first.length,
      idleWorkers,
      roomMs: hedgeShare.roomMs(),
      besidesMs,
    });
    return chosen.map(({ task, limitMs }) => {
      const time = hedgeShare.reserve(limitMs + besidesMs);
      return { first: task.runner, limitMs, time };
    });
  }

  /** Of what its worker is billed so much is certain. */
  function runsOn(runner: Runner): void {
    const { beganMs } = runner;
    if (beganMs !== undefined) times.get(runner)?.atLeast(clock.now() - beganMs);
  }

  /** How long its worker has been at its work, or late to begin. */
  function workingMs({ launchedMs, beganMs = launchedMs + MAX_START_MS }: Runner): number {
    return clock.now() - beganMs;
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
    /** To be told what its worker was billed. */
    billed(runner: Runner, { billedMs, initMs = 0 }: BilledFigures): void {
      if (billedMs !== undefined) times.get(runner)?.settle(billedMs);
      coldStartMs = Math.max(coldStartMs, initMs);
    },
    /** To be told that its worker was not run at all. That may show when nothing of it is needed any more. */
    refused(runner: Runner): void {
      times.get(runner)?.settle(0);
    },
    /** To be told what its worker has read of slices that it has not told of. */
    heard(runner: Runner, { readingBytes }: Pick<HeartbeatFrame, 'readingBytes'>): void {
      const work = running.get(runner);
      if (!work || share === 0) return;
      const open = [...runner.open.values()];
      const openBytes = open.reduce((sum, { start, end }) => sum + end - start, 0);
      const unreadPart = Math.max(0, 1 - readingBytes / Math.max(1, openBytes));
      const doneCost = work.cost - unreadPart * costOfAll(open);
      work.said = { doneCost, ms: workingMs(runner) };
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
        for (const hedge of choose()) {
          const work = running.get(hedge.first);
          if (work) work.isHedged = true;
          ports.launch(hedge);
        }
      }
    },
  };
}

function costOfAll(slices: readonly OwnedSlice[]): number {
  return totalCost(slices.map(costOf), LAMBDA_OVERHEADS);
}
