// The running totals of a run, and the reducer over its events. Terminal, server and pages share it.

import { addTallies, EMPTY_TALLY, type Tally } from '../counting/tally.ts';
import { describeReason } from '../errors/reasons.ts';
import type { Tier } from '../protocol/frame.ts';
import { SLOWEST_OBJECTS } from '../protocol/slowest.ts';
import {
  endWorker,
  growLive,
  type LiveFigures,
  NOT_READING,
  type ReadingTotal,
  takeOff,
} from './live-figures.ts';
import { addEarlier, type ResumedTotal, toResumedTotal } from './resumed.ts';
import type {
  ObjectStatus,
  RunEvent,
  RunStarted,
  RunStatus,
  SizeBins,
  SlowObject,
  Warning,
  WorkersChosen,
} from './run-event.ts';
import { addSizes, sizesOf } from './size-bins.ts';
import { addUse, joinUse, type TierUse, UNUSED } from './tier-use.ts';
import { addWarning } from './warning-totals.ts';

/** A warning, and the number of keys that it is about. */
export type WarningTotal = Omit<Warning, 'type'>;

/** Objects, and their stored bytes. */
export interface ObjectsTotal {
  readonly objects: number;
  readonly sizeBytes: number;
}

export interface Totals {
  readonly started: RunStarted | undefined;
  /** The last choice of how many workers the run may have, if the program chooses. */
  readonly workersChosen: WorkersChosen | undefined;
  readonly listed: {
    readonly objects: number;
    readonly sizeBytes: number;
    readonly complete: boolean;
    /** Billed listing requests to the object store. */
    readonly storeRequests: number;
    /** Billed requests that look up objects. */
    readonly getRequests: number;
    readonly sizes: SizeBins;
  };
  readonly objects: Readonly<Record<ObjectStatus, number>>;
  /** Stored bytes of all finished objects, whatever their outcome. */
  readonly settledBytes: number;
  /** Stored bytes of what was counted, of objects that were counted in part as far as that is known. */
  readonly countedBytes: number;
  readonly tally: Tally;
  readonly reading: ReadingTotal;
  readonly live: LiveFigures;
  /** What the run was interrupted before; the bytes are also of objects that were begun. */
  readonly notReached: ObjectsTotal;
  /** Finished objects by size, without those not reached. */
  readonly settledSizes: SizeBins;
  readonly billing: Readonly<Record<Tier, TierUse>>;
  /** Present if the run goes on from its journal; the other totals contain it. */
  readonly resumed: ResumedTotal | undefined;
  /** The slowest objects first. */
  readonly slowest: readonly SlowObject[];
  readonly warnings: readonly WarningTotal[];
  readonly status: RunStatus | undefined;
  readonly elapsedMs: number;
}

export const NO_TOTALS: Totals = {
  started: undefined,
  workersChosen: undefined,
  listed: {
    objects: 0,
    sizeBytes: 0,
    complete: false,
    storeRequests: 0,
    getRequests: 0,
    sizes: [],
  },
  objects: { counted: 0, partial: 0, failed: 0, skipped: 0 },
  settledBytes: 0,
  countedBytes: 0,
  tally: EMPTY_TALLY,
  reading: NOT_READING,
  live: { ...EMPTY_TALLY, readBytes: 0 },
  notReached: { objects: 0, sizeBytes: 0 },
  settledSizes: [],
  billing: { cascade: UNUSED, worker: UNUSED },
  resumed: undefined,
  slowest: [],
  warnings: [],
  status: undefined,
  elapsedMs: 0,
};

export function settledObjects({ objects }: Totals): number {
  return objects.counted + objects.partial + objects.failed + objects.skipped;
}

export function addEvent(totals: Totals, event: RunEvent): Totals {
  return withLive(withEvent(totals, event));
}

function withEvent(totals: Totals, event: RunEvent): Totals {
  switch (event.type) {
    case 'run-started':
      return { ...totals, started: event };
    case 'resumed': {
      const { listed, billing } = totals;
      const { cascade, worker } = event.billing;
      return {
        ...totals,
        resumed: toResumedTotal(event),
        listed: {
          ...listed,
          storeRequests: listed.storeRequests + event.storeRequests,
          getRequests: listed.getRequests + event.getRequests,
        },
        billing: {
          cascade: joinUse(billing.cascade, cascade),
          worker: joinUse(billing.worker, worker),
        },
      };
    }
    case 'workers-chosen':
      return { ...totals, workersChosen: event };
    case 'listed': {
      const { objects, sizeBytes, storeRequests, getRequests } = totals.listed;
      const listed = {
        objects: objects + event.objects,
        sizeBytes: sizeBytes + event.sizeBytes,
        complete: event.complete,
        storeRequests: storeRequests + (event.storeRequests ?? 0),
        getRequests: getRequests + (event.getRequests ?? 0),
        sizes: addSizes(totals.listed.sizes, event.sizes),
      };
      return { ...totals, listed };
    }
    case 'object': {
      const { objects, settledBytes, countedBytes, tally, warnings } = totals;
      const { key, sizeBytes, ms, status, reason, warned, readBytes = sizeBytes } = event;
      const isCounted = status === 'counted' || status === 'partial';
      const isLeft = status === 'skipped' && reason === 'interrupted';
      return {
        ...totals,
        objects: { ...objects, [status]: objects[status] + 1 },
        settledBytes: settledBytes + sizeBytes,
        countedBytes: countedBytes + (isCounted ? readBytes : 0),
        settledSizes: addSizes(totals.settledSizes, sizesOf(isLeft ? [] : [event])),
        notReached:
          reason === 'interrupted' ? addNotReached(totals.notReached, event) : totals.notReached,
        tally: addTallies(tally, event),
        resumed: addEarlier(totals.resumed, event, isCounted ? readBytes : 0),
        reading: event.earlier ? totals.reading : takeOff(totals.reading, event),
        slowest: addSlowest(totals.slowest, [{ key, sizeBytes, ms }]),
        warnings:
          reason === undefined
            ? warnings
            : addWarning(warnings, {
                code: reason,
                message: describeReason(reason),
                keys: warned ? 0 : 1,
                example: key,
              }),
      };
    }
    case 'sum': {
      const { objects, settledBytes, countedBytes, tally } = totals;
      return {
        ...totals,
        objects: { ...objects, counted: objects.counted + event.objects },
        settledBytes: settledBytes + event.sizeBytes,
        countedBytes: countedBytes + event.sizeBytes,
        settledSizes: addSizes(totals.settledSizes, event.sizes),
        tally: addTallies(tally, event),
        resumed: addEarlier(totals.resumed, event, event.sizeBytes),
        reading: event.earlier ? totals.reading : takeOff(totals.reading, event),
        slowest: addSlowest(totals.slowest, event.slowest),
      };
    }
    case 'reading': {
      const { type: _, ...reading } = event;
      return { ...totals, reading: { ...NOT_READING, ...reading } };
    }
    case 'invocation': {
      const { billing, reading } = totals;
      return {
        ...totals,
        reading: event.tier === 'worker' ? endWorker(reading, event) : reading,
        billing: { ...billing, [event.tier]: addUse(billing[event.tier], event) },
      };
    }
    case 'warning': {
      const { type: _, ...warning } = event;
      return { ...totals, warnings: addWarning(totals.warnings, warning) };
    }
    case 'run-ended':
      return {
        ...totals,
        reading: NOT_READING,
        status: event.status,
        elapsedMs: event.elapsedMs,
      };
  }
}

/** While the run goes on, with what is not settled; its end is exact. */
function withLive(totals: Totals): Totals {
  const { live, tally, reading, countedBytes, listed, status } = totals;
  const settled = { ...tally, readBytes: countedBytes };
  const isOver = status !== undefined;
  return {
    ...totals,
    live: isOver ? settled : growLive(live, settled, reading, listed.sizeBytes),
  };
}

function addNotReached(
  { objects, sizeBytes }: ObjectsTotal,
  event: Extract<RunEvent, { type: 'object' }>,
): ObjectsTotal {
  if (event.status === 'skipped') {
    return { objects: objects + 1, sizeBytes: sizeBytes + event.sizeBytes };
  }
  const leftBytes = event.sizeBytes - (event.readBytes ?? event.sizeBytes);
  return { objects, sizeBytes: sizeBytes + leftBytes };
}

function addSlowest(
  slowest: readonly SlowObject[],
  more: readonly SlowObject[],
): readonly SlowObject[] {
  const threshold = slowest.length < SLOWEST_OBJECTS ? 0 : (slowest.at(-1)?.ms ?? 0);
  if (!more.some(({ ms }) => ms > threshold)) return slowest;
  return [...slowest, ...more].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_OBJECTS);
}
