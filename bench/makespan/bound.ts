// The lower bound of all plans, and the plan of the 2015 article.

import type { WorkerModel } from '../../src/estimate/worker-model.ts';
import { addWork, type DataSet, NO_WORK, splitHintOf, workOfObject } from './data-set.ts';
import { lambdaPageMs, taskMs, threadMs } from './machine.ts';

const ARTICLE_KEYS_PER_WORKER = 5;

/** A task on a thread has nothing to wait for. */
export function leastThreadMs(set: DataSet, threads: number): number {
  return leastOf(set, threads, threadMs);
}

/**
 * One page, one cold start and one invocation of each tier, and then all work divided by all workers, or the largest
 * piece that can't be divided, whichever is longer.
 */
export function leastLambdaMs(set: DataSet, workers: number, model: WorkerModel): number {
  // No worker receives faster than its vCPU can.
  const burstBytesPerMs = Math.min(model.burstBytesPerMs, model.receivedBytesPerMs);
  const received = { ...model, burstBytesPerMs };
  const starts = 2 * (model.invocationMs + model.coldStartMs);
  const work = leastOf(set, workers, (part) => taskMs(part, received));
  return lambdaPageMs(0) + starts + work;
}

function leastOf(set: DataSet, workers: number, msOf: (work: typeof NO_WORK) => number): number {
  let all = NO_WORK;
  let longest = 0;
  for (const object of set.objects) {
    const work = workOfObject(object, set);
    all = addWork(all, work);
    if (splitHintOf(object.key) === undefined) longest = Math.max(longest, msOf(work));
  }
  const part = {
    objects: all.objects / workers,
    sizeBytes: all.sizeBytes / workers,
    cost: all.cost / workers,
  };
  return Math.max(longest, msOf(part));
}

/** Milliseconds with a fixed number of keys for each invocation, in the order of the listing and never cut. */
export function articleMs(
  set: DataSet,
  workers: number,
  msOf: (work: typeof NO_WORK, alreadyReadBytes: number) => number,
  startMs: number,
): number {
  const freeAt = new Array<number>(workers).fill(0);
  const readBytes = new Array<number>(workers).fill(0);
  const keys = Math.max(1, ARTICLE_KEYS_PER_WORKER / set.standsFor);
  const { objects } = set;
  for (let at = 0; at < objects.length; at += keys) {
    const works = objects.slice(at, at + keys).map((object) => workOfObject(object, set));
    const work = works.reduce(addWork, NO_WORK);
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = (freeAt[first] ?? 0) + startMs + msOf(work, readBytes[first] ?? 0);
    readBytes[first] = (readBytes[first] ?? 0) + work.sizeBytes;
  }
  return Math.max(...freeAt);
}
