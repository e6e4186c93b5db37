// The cascade: packs a batch into tasks, scatters these and the slices that come of them over workers,
// and tells of each object, or of many in sum, what came of it.

import { costOf } from '../../formats/counting-cost.ts';
import {
  LAMBDA_OVERHEADS,
  type Overheads,
  sliceBytesFor,
  totalCost,
} from '../../planning/fair-share.ts';
import { packTasks } from '../../planning/pack-tasks.ts';
import type { CascadeFrame } from '../../protocol/frame.ts';
import type { InvokeWorker } from '../../protocol/ports.ts';
import type { CascadeRequest } from '../../protocol/request.ts';
import { anySignal } from '../../scatter/any-signal.ts';
import { createChannel } from '../../scatter/channel.ts';
import type { Clock } from '../../scatter/clock.ts';
import { type FlatLists, flattenAsync } from '../../scatter/flatten-async.ts';
import { type RetryPolicy, scatter } from '../../scatter/scatter.ts';
import { type Answering, answer } from '../answer.ts';
import { createTaskCounting } from './count-tasks.ts';
import { type CascadeDeadline, createPhases } from './phases.ts';
import { SliceLedger } from './slice-ledger.ts';
import type { SettledObject } from './slice-outcome.ts';
import { createSumCollector } from './sum-collector.ts';
import { tasksAhead, toTask } from './task.ts';
import { createWorkerPlaces } from './worker-places.ts';

export interface CascadePorts extends Answering {
  readonly invokeWorker: InvokeWorker;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  /** Left out, there is no hurry. */
  readonly deadline?: CascadeDeadline;
  /** How many workers run at the same time; left out, all that are invoked do. */
  readonly parallelWorkers?: number;
  /** Left out, those of Lambda. */
  readonly overheads?: Overheads;
  /** Aborting it ends the answer without what is not counted yet. */
  readonly signal: AbortSignal;
}

/** A cascade that is killed loses what was counted since so many reports of objects that are not whole. */
const STATES_EVERY = 10;

/** Where there is more to say of them it is said less often, as an answer has a limit. */
const STATE_LENGTH_A_REPORT = 30_000;

/**
 * No more is said of several objects at a time, in characters: a request could not hold it, nor an answer
 * that is not streamed. What is left out is counted again.
 */
const MOST_STATES_LENGTH = 4_000_000;

/** A frame for each single worker would be many. */
const LEAST_SPARE_PART = 1 / 16;

/** The frames of a cascade's answer. To stop it is to return from the iteration. */
export function cascade(request: CascadeRequest, ports: CascadePorts): FlatLists<CascadeFrame> {
  return flattenAsync(cascadeInLists(request, ports));
}

async function* cascadeInLists(
  request: CascadeRequest,
  ports: CascadePorts,
): AsyncGenerator<readonly CascadeFrame[]> {
  const { clock, overheads = LAMBDA_OVERHEADS } = ports;
  const frames = createChannel<CascadeFrame>();
  // Aborts when the answer is complete, or no longer wanted.
  const over = new AbortController();
  const stopping = anySignal(ports.signal, over.signal);
  const phases = createPhases(stopping, ports.deadline, clock);
  const sums = createSumCollector();
  let stateNumber = 0;
  const ledger = new SliceLedger(request.objects, request.words);
  const slices = ledger.openSlices();
  const { maxTaskSlices: maxSlices, workers } = request;
  const total = totalCost(slices.map(costOf), overheads);
  // Its arithmetic counts whole objects only, so no environment need begin for a part of one.
  const maxSliceBytes = request.words === 'article' ? undefined : request.sliceBytes;
  const sliceBytes = maxSliceBytes && sliceBytesFor(total, workers, maxSliceBytes);
  const places = createWorkerPlaces(request.budget, phases.launching);
  const counting = createTaskCounting(request, {
    invokeWorker: ports.invokeWorker,
    clock,
    places,
    ledger,
    sliceBytes,
    parallelWorkers: ports.parallelWorkers,
    launching: phases.launching,
    stopLaunching: phases.stopLaunching,
    listening: phases.listening,
    settle,
    push: frames.push,
  });

  /** There is nothing to wait for where an object only enters a sum, as nearly all do. */
  function settle(settled: SettledObject): Promise<void> | undefined {
    const { object, tally: count, ms, pieces, remark, fault } = settled;
    if (fault) {
      return frames.push({ type: 'failed', object, count, ms, ...fault, retryable: false });
    }
    if (request.perObject || remark !== undefined) {
      return frames.push({ type: 'object', object, count, ms, pieces, ...(remark && { remark }) });
    }
    sums.add(object, count, ms);
    return undefined;
  }

  async function countAll(): Promise<void> {
    const whole = slices.filter(({ span }) => !span);
    const tasks = [
      // As when their object was cut, each is one worker's.
      ...slices.filter(({ span }) => span).map((slice) => toTask([slice])),
      ...packTasks(whole, costOf, { maxSlices, workers, overheads }).map(toTask),
    ];
    counting.expect(tasks);
    // Threads are there already.
    if (ports.parallelWorkers === undefined) tasks.push(...tasksAhead(tasks, sliceBytes, workers));
    const { attempt, giveUp, onRoom } = counting;
    const { retry, random } = ports;
    const signal = phases.launching;
    const options = { concurrency: workers, retry, clock, random, signal, attempt, giveUp, onRoom };
    await scatter(tasks, { ...options, ...(request.leavesWorkers && { spare }) }).finally(
      counting.close,
    );
    await report();
    await reportStates();
    // A place may have been wanted for what turned out to be needless.
    const isOverBudget = places.isExhausted() && !counting.isAllSettled();
    await frames.push({ type: 'end', ...(isOverBudget && { overBudget: true }) });
  }

  /** Leaves workers to others that it has no more use for, several at a time. */
  function spare(idlePlaces: number, most: number): number {
    // One is kept for what a slow worker is at.
    const places = idlePlaces - counting.needless() - (request.hedgePercent ? 1 : 0);
    if (places < Math.max(1, workers * LEAST_SPARE_PART) || counting.mayDivide()) return 0;
    const left = Math.max(1, most - places);
    if (left < most) void frames.push({ type: 'heartbeat', ...counting.figures(), workers: left });
    return most - left;
  }

  async function report(): Promise<void> {
    const sum = sums.take();
    if (sum) await frames.push(sum);
    await frames.push({ type: 'heartbeat', ...counting.figures() });
  }

  /** Gives back what is known of objects that are not counted whole; says how many characters that took. */
  async function reportStates(): Promise<number> {
    let total = 0;
    for (const each of ledger.takeStates()) {
      const { length } = JSON.stringify(each.state);
      if (total > 0 && total + length > MOST_STATES_LENGTH) continue;
      total += length;
      stateNumber += 1;
      await frames.push({ type: 'object-checkpoint', number: stateNumber, ...each });
    }
    return total;
  }

  async function reportRegularly(): Promise<void> {
    // An answer that is not streamed is lost with its cascade, whatever was said.
    let untilStates = request.invoke === 'buffered' ? Number.POSITIVE_INFINITY : STATES_EVERY;
    while (!stopping.aborted) {
      await clock.sleep(request.reportEveryMs, stopping);
      if (stopping.aborted) return;
      await report();
      untilStates -= 1;
      if (untilStates > 0) continue;
      untilStates = STATES_EVERY + Math.ceil((await reportStates()) / STATE_LENGTH_A_REPORT);
    }
  }

  const loops = [reportRegularly, phases.watchTime, counting.watchStragglers];
  yield* answer(ports, frames, countAll, loops, over);
}
