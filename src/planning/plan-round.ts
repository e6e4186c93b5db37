// Plans the next batches of a run, with all that is known: what is listed, which workers are free, and what the others
// still have to do.

import type { ObjectRef } from '../protocol/request.ts';
import type { Backlog } from './backlog.ts';
import { type Overheads, PART_OF_THE_REST } from './fair-share.ts';
import { type RunningWork, waterLevel } from './water-level.ts';

/** The limits of one request. */
export interface BatchLimits {
  readonly maxObjects: number;
  /** The maximum number of bytes of keys and entity tags, which limits the size of the request. */
  readonly maxNameBytes: number;
  /** The maximum number of workers of one cascade. */
  readonly maxWorkers: number;
}

export interface PlannedBatch<T> {
  readonly objects: T[];
  readonly workers: number;
}

export interface RoundState {
  /** Workers that are free. At least one. */
  readonly free: number;
  /** Cascades that may be started. At least one. */
  readonly cascades: number;
  readonly running: readonly RunningWork[];
  /** Whether the listing has ended. */
  readonly isAllKnown: boolean;
}

export interface PlanCosts<T> {
  costOf(object: T): number;
  /** Whether several workers may count it, as far as is known before it is read. */
  isDividable(object: T): boolean;
  /** The maximum number of objects in one worker's task. */
  readonly maxTaskSlices: number;
  readonly overheads: Overheads;
}

/**
 * A cascade invokes one worker after the other, a millisecond each. So many it has invoked before the first one has
 * done much.
 */
export const WORKERS_A_CASCADE = 50;

/**
 * If each worker has more to do than this, only a part of it is planned: what is left can even out by how much the
 * workers differ. In less time, another round costs more than that gains.
 */
const LONG_COST = 512 * 2 ** 20;
const PART_WHILE_LISTING = 1 / 2;

/**
 * Takes what the free workers should do from the backlog, the costliest first, and shares it out among cascades. The
 * batches together have at most `free` workers; what they do not need stays free.
 */
export function planRound<T extends ObjectRef>(
  backlog: Backlog<T>,
  { free, cascades, running, isAllKnown }: RoundState,
  limits: BatchLimits,
  costs: PlanCosts<T>,
): PlannedBatch<T>[] {
  const level = waterLevel(backlog.cost(), free, running);
  const part = level > LONG_COST && !isAllKnown ? PART_WHILE_LISTING : 1;
  const most = Math.max(1, Math.min(cascades, free));
  const objects = backlog.take(level * free * part, most * limits.maxObjects);
  // Others need not wait for a large object to end.
  const kept = part < 1 && cascades > 1 && backlog.objects() > 0 ? Math.floor(free / cascades) : 0;
  const workers = worthwhileWorkers(objects, free - kept, costs);
  const fewest = Math.max(objects.length / limits.maxObjects, workers / WORKERS_A_CASCADE);
  const count = Math.min(most, workers, Math.ceil(fewest));
  /** One worker's time is all that such an object can take. */
  const weigh = (object: T) => {
    const cost = costs.costOf(object);
    const isWhole = cost > level && !costs.isDividable(object);
    return (isWhole ? level : cost) + costs.overheads.opening;
  };
  const { shares, rest } = shareOut(objects, count, limits, weigh);
  backlog.add(rest);
  return giveWorkers(shares, workers, limits.maxWorkers);
}

/** As many workers as the work is worth, and as many as it makes tasks at least. */
function worthwhileWorkers<T>(
  objects: readonly T[],
  free: number,
  { costOf, isDividable, maxTaskSlices, overheads }: PlanCosts<T>,
): number {
  const tasks = Math.ceil(objects.length / maxTaskSlices);
  const cost = objects.reduce((sum, object) => sum + costOf(object) + overheads.opening, 0);
  const worthwhile = Math.ceil((cost * PART_OF_THE_REST) / overheads.minTask);
  const workers = Math.max(1, Math.min(free, Math.max(tasks, worthwhile)));
  const isFew = objects.length < workers && !objects.some(isDividable);
  return isFew ? Math.max(1, objects.length) : workers;
}

interface Share<T> {
  readonly objects: T[];
  weight: number;
  nameBytes: number;
}

/** Each object goes to the share of the least weight that has room for it. The rest has no room in any. */
function shareOut<T extends ObjectRef>(
  objects: readonly T[],
  count: number,
  { maxObjects, maxNameBytes }: BatchLimits,
  weigh: (object: T) => number,
): { shares: Share<T>[]; rest: T[] } {
  const shares = Array.from({ length: count }, (): Share<T> => {
    return { objects: [], weight: 0, nameBytes: 0 };
  });
  const rest: T[] = [];
  // Names that fit in any case need not be looked through.
  const fit =
    objects.reduce((sum, object) => sum + nameLength(object), 0) * MAX_UNIT_BYTES <= maxNameBytes;
  for (const object of objects) {
    const nameBytes = fit ? 0 : maxJsonBytes(object.key) + maxJsonBytes(object.etag ?? '');
    let lightest: Share<T> | undefined;
    for (const share of shares) {
      const isFull =
        share.objects.length >= maxObjects || share.nameBytes + nameBytes > maxNameBytes;
      if (isFull && share.objects.length > 0) continue;
      if (!lightest || share.weight < lightest.weight) lightest = share;
    }
    if (!lightest) {
      rest.push(object);
      continue;
    }
    lightest.objects.push(object);
    lightest.weight += weigh(object);
    lightest.nameBytes += nameBytes;
  }
  return { shares: shares.filter((share) => share.objects.length > 0), rest };
}

function nameLength({ key, etag = '' }: ObjectRef): number {
  return key.length + etag.length;
}

/** Each has one worker, and of the others as many as it has of the weight. */
function giveWorkers<T>(
  shares: readonly Share<T>[],
  workers: number,
  maxWorkers: number,
): PlannedBatch<T>[] {
  const all = shares.reduce((sum, { weight }) => sum + weight, 0);
  const others = Math.max(0, workers - shares.length);
  let passed = 0;
  return shares.map(({ objects, weight }) => {
    const before = Math.round((others * passed) / all);
    passed += weight;
    const own = 1 + Math.round((others * passed) / all) - before;
    return { objects, workers: Math.min(maxWorkers, own) };
  });
}

/**
 * An upper bound of the bytes of a text in JSON in UTF-8. It is asked of each key, so it does not write the text.
 * A code unit takes at most three bytes, or six if it is escaped as a control character or half of a pair.
 */
function maxJsonBytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < FIRST_PRINTABLE || code >= FIRST_SURROGATE) bytes += MAX_UNIT_BYTES;
    else if (code >= FIRST_BEYOND_ASCII) bytes += 3;
    else bytes += code === QUOTE || code === BACKSLASH ? 2 : 1;
  }
  return bytes;
}

const MAX_UNIT_BYTES = 6;
const FIRST_PRINTABLE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_BEYOND_ASCII = 0x7f;
const FIRST_SURROGATE = 0xd800;
