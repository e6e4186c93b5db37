// The lower bound of all plans, and the plan of the 2015 article.

import { type WorkerModel, workerMs } from '../../src/estimate/worker-model.ts';
import { addWork, type DataSet, NO_WORK, splitHintOf, workOfObject } from './data-set.ts';
import { lambdaPageMs, threadMs } from './machine.ts';

const ARTICLE_KEYS_PER_WORKER = 5;

/** A task on a thread has nothing to wait for. */
export function leastThreadMs({ objects, standsFor }: DataSet, threads: number): number {
  return leastOf(objects, standsFor, threads, threadMs);
}

/**
 * One page, one cold start and one invocation of each tier, and then all work divided by all workers, or the largest
 * piece that can't be divided, whichever is longer.
 */
export function leastLambdaMs(
  { objects, standsFor }: DataSet,
  workers: number,
  model: WorkerModel,
): number {
  const starts = 2 * (model.invocationMs + model.coldStartMs);
  const work = leastOf(objects, standsFor, workers, (part) => workerMs(part, model));
  return lambdaPageMs(0) + starts + work;
}

function leastOf(
  objects: DataSet['objects'],
  standsFor: number,
  workers: number,
  msOf: (work: typeof NO_WORK) => number,
): number {
  let all = NO_WORK;
  let longest = 0;
  for (const object of objects) {
    const work = workOfObject(object, standsFor);
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
  { objects, standsFor }: DataSet,
  workers: number,
  msOf: (work: typeof NO_WORK, alreadyReadBytes: number) => number,
  startMs: number,
): number {
  const freeAt = new Array<number>(workers).fill(0);
  const readBytes = new Array<number>(workers).fill(0);
  const keys = Math.max(1, ARTICLE_KEYS_PER_WORKER / standsFor);
  for (let at = 0; at < objects.length; at += keys) {
    const works = objects.slice(at, at + keys).map((object) => workOfObject(object, standsFor));
    const work = works.reduce(addWork, NO_WORK);
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = (freeAt[first] ?? 0) + startMs + msOf(work, readBytes[first] ?? 0);
    readBytes[first] = (readBytes[first] ?? 0) + work.sizeBytes;
  }
  return Math.max(...freeAt);
}
