// The machines of simulated workers: threads, or environments of Lambda.

import pLimit from 'p-limit';
import { InvocationError } from '../../src/errors/invocation-error.ts';
import {
  cpuMs,
  launchMs,
  readMs,
  readsInFlight,
  type Work,
  type WorkerModel,
} from '../../src/estimate/worker-model.ts';
import { OPENING_COST } from '../../src/planning/fair-share.ts';
import type { Clock } from '../../src/scatter/clock.ts';

/** Where one invocation runs. */
export interface Place {
  /** From here on it takes so long until its first slice. */
  readonly startMs: number;
  /** The part of that for which an environment begins. */
  readonly initMs: number;
  /** How many times as long everything takes. */
  readonly slowness: number;
  /** How long network and CPU take for the work; it is to be asked once for each work. */
  takeMs(work: Work): number;
  /** How long the answers for the objects take, after the first one. */
  waitMs(objects: Pick<Work, 'objects' | 'sizeBytes'>): number;
  leave(): void;
}

export interface Machine {
  /**
   * Gives a place for a worker.
   * @throws {InvocationError} where it has no room.
   */
  enterWorker(): Promise<Place>;
  /** The same for a cascade. */
  enterCascade(): Promise<Place>;
  /** From a request to the first byte of its answer. */
  readonly requestMs: number;
  /** The time that a cascade needs before each invocation, one after the other. */
  readonly launchMs: number;
  /** When the page of the listing with this index comes after the one before. */
  pageMs(index: number): number;
  /** The pages that are asked for at a time once the first one is there. */
  readonly pagesAtATime: number;
  /** After this time a cascade launches nothing, and then it ends its answer. */
  readonly cascadeLaunchingMs?: number;
  readonly cascadeAnsweringMs?: number;
}

/** The counting cost that a thread does in a millisecond. */
const THREAD_COST_PER_MS = 100_000;

/** The time of a task on a thread besides its work. */
const THREAD_START_MS = 10;

/** Threads that read files: the page cache is as fast as they. */
export function createThreads(threads: number): Machine {
  const limit = pLimit(threads);
  const enterWorker = () =>
    new Promise<Place>((enter) => {
      void limit(
        () =>
          new Promise<void>((leave) => {
            const takeMs = (work: Work) => threadMs(work);
            const waitMs = () => 0;
            enter({ startMs: THREAD_START_MS, initMs: 0, slowness: 1, takeMs, waitMs, leave });
          }),
      );
    });
  const cascade: Place = {
    startMs: 0,
    initMs: 0,
    slowness: 1,
    takeMs: () => 0,
    waitMs: () => 0,
    leave: () => {},
  };
  return {
    enterWorker,
    enterCascade: async () => cascade,
    ...{ requestMs: 0, launchMs: 0, pageMs: () => 0, pagesAtATime: 1 },
  };
}

/** A worker asks for some objects at a time. */
function waitMs(work: Pick<Work, 'objects' | 'sizeBytes'>, model: WorkerModel): number {
  if (work.objects === 0) return 0;
  return Math.max(0, work.objects / readsInFlight(work, model) - 1) * model.requestMs;
}

/**
 * How long a worker on Lambda takes for the work: the longest of the network, the CPU and the waiting for answers. The
 * first answer is waited for in any case.
 */
export function taskMs(work: Work, model: WorkerModel, alreadyReadBytes = 0): number {
  const networkMs = readMs(work.sizeBytes, alreadyReadBytes, model);
  const busyMs = Math.max(networkMs, cpuMs(work, model));
  return model.requestMs + Math.max(busyMs, waitMs(work, model));
}

/** How long a thread takes for the work. */
export function threadMs({ cost, objects }: Work): number {
  return (cost + objects * OPENING_COST) / THREAD_COST_PER_MS;
}

export interface LambdaSettings {
  readonly worker: WorkerModel;
  readonly cascadeMemoryMb: number;
  /** Invocations that the account may have at a time. */
  readonly accountLimit: number;
  readonly pagesAtATime: number;
  /** The part of the environments that are slow, and how many times as long they take. */
  readonly stragglers?: { readonly share: number; readonly factor: number };
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * - A rest of 3 to 5 s refills the burst of an environment's network (https://arxiv.org/abs/2501.07771).
 * - A function gets 1,000 environments at once, and 1,000 more every 10 s
 *   (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#scaling-rate).
 * - A page of a listing takes 50 to 100 ms.
 */
const REST_MS = 4_000;
const ENVIRONMENTS_AT_ONCE = 1_000;
const ENVIRONMENTS_PER_MS = 0.1;
const [LEAST_PAGE_MS, MOST_PAGE_MS] = [50, 100];
const CASCADE_TIMEOUT_MS = 900_000;

interface Environment {
  readonly slowness: number;
  /** The bytes that it has read since it last rested. */
  readBytes: number;
  idleSince: number;
}

export function createLambda(settings: LambdaSettings, clock: Clock): Machine {
  const { worker: model } = settings;
  let running = 0;

  function createFunction(isWorker: boolean): () => Promise<Place> {
    const idle: Environment[] = [];
    let newOnes = ENVIRONMENTS_AT_ONCE;
    let countedAt = 0;

    function takeNew(): Environment {
      const now = clock.now();
      newOnes = Math.min(ENVIRONMENTS_AT_ONCE, newOnes + (now - countedAt) * ENVIRONMENTS_PER_MS);
      countedAt = now;
      if (newOnes < 1) throw throttled();
      newOnes -= 1;
      return { slowness: isWorker ? slownessOf(settings) : 1, readBytes: 0, idleSince: 0 };
    }

    return async () => {
      if (running >= settings.accountLimit) throw throttled();
      const warm = idle.pop();
      const environment = warm ?? takeNew();
      running += 1;
      if (clock.now() - environment.idleSince >= REST_MS) environment.readBytes = 0;
      const { slowness } = environment;
      const initMs = warm ? 0 : model.coldStartMs;
      return {
        ...{ startMs: model.invocationMs + initMs, initMs, slowness },
        takeMs(work) {
          const networkMs = readMs(work.sizeBytes, environment.readBytes, model);
          environment.readBytes += work.sizeBytes;
          return Math.max(networkMs, cpuMs(work, model));
        },
        waitMs: (objects) => waitMs(objects, model),
        leave() {
          running -= 1;
          environment.idleSince = clock.now();
          idle.push(environment);
        },
      };
    };
  }

  return {
    enterWorker: createFunction(true),
    enterCascade: createFunction(false),
    requestMs: model.requestMs,
    launchMs: launchMs(settings.cascadeMemoryMb),
    pageMs: lambdaPageMs,
    pagesAtATime: settings.pagesAtATime,
    cascadeLaunchingMs: CASCADE_TIMEOUT_MS * 0.8,
    cascadeAnsweringMs: CASCADE_TIMEOUT_MS - LAMBDA_RESERVE_MS,
  };
}

/** A function keeps so much of its time to end its answer. */
const LAMBDA_RESERVE_MS = 3_000;

/** Between the least and the most, spread evenly over the pages. The first takes the mean. */
export function lambdaPageMs(index: number): number {
  const part = (0.5 + index * GOLDEN_RATIO) % 1;
  return LEAST_PAGE_MS + part * (MOST_PAGE_MS - LEAST_PAGE_MS);
}

const GOLDEN_RATIO = 0.618_034;

function slownessOf({ stragglers, random }: LambdaSettings): number {
  return stragglers && random() < stragglers.share ? stragglers.factor : 1;
}

function throttled(): InvocationError {
  const options = { retryable: true, patience: 'throttling' } as const;
  return new InvocationError('throttled', 'too many run at a time', options);
}
