// The running totals of a run, and the reducer over its events. Terminal, server and pages share it.

import { addTallies, EMPTY_TALLY, type Tally } from '../counting/tally.ts';
import { describeReason, isNotReached } from '../errors/reasons.ts';
import type { Tier } from '../protocol/frame.ts';
import {
  endWorker,
  growLive,
  type LiveFigures,
  NOT_READING,
  type ReadingTotal,
  takeOff,
} from './live-figures.ts';
import { addEarlier, type Resumed, type ResumedTotal, toResumedTotal } from './resumed.ts';
import type {
  Listed,
  ObjectSettled,
  ObjectStatus,
  RunEnded,
  RunEvent,
  RunStarted,
  RunStatus,
  SizeBins,
  SlowObject,
  ToCount,
  Warning,
  WorkersChosen,
} from './run-event.ts';
import { addSize, addSizes } from './size-bins.ts';
import { addSlowest } from './slowest-objects.ts';
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
  /** The work of this part of the run; undefined until all is listed. */
  readonly toCount: ToCount | undefined;
  readonly objects: Readonly<Record<ObjectStatus, number>>;
  /** Stored bytes of all finished objects, whatever their outcome. */
  readonly settledBytes: number;
  /** Stored bytes of what was counted, of objects that were counted in part as far as that is known. */
  readonly countedBytes: number;
  readonly tally: Tally;
  readonly reading: ReadingTotal;
  readonly live: LiveFigures;
  /** The objects that the run ended before it had counted them; the bytes include those of objects that were begun. */
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
  /** Why the run ended before all was tried, if that was not an interruption. */
  readonly endReason: RunEnded['reason'];
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
  toCount: undefined,
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
  endReason: undefined,
  elapsedMs: 0,
};

export function settledObjects({ objects }: Totals): number {
  return objects.counted + objects.partial + objects.failed + objects.skipped;
}

/** The totals with the event. There may be one for each key, so that they are copied once, and then changed. */
export function addEvent(totals: Totals, event: RunEvent): Totals {
  const next = { ...totals };
  change(next, event);
  next.live = liveOf(next);
  return next;
}

type ChangingTotals = { -readonly [Name in keyof Totals]: Totals[Name] };

function change(totals: ChangingTotals, event: RunEvent): void {
  switch (event.type) {
    case 'run-started':
      totals.started = event;
      break;
    case 'resumed':
      addResumed(totals, event);
      break;
    case 'workers-chosen':
      totals.workersChosen = event;
      break;
    case 'to-count':
      totals.toCount = event;
      break;
    case 'listed':
      totals.listed = addListed(totals.listed, event);
      break;
    case 'object':
      addObject(totals, event);
      break;
    case 'sum': {
      const { objects, sizeBytes, sizes, slowest, earlier } = event;
      totals.objects = { ...totals.objects, counted: totals.objects.counted + objects };
      totals.settledBytes += sizeBytes;
      totals.countedBytes += sizeBytes;
      totals.settledSizes = addSizes(totals.settledSizes, sizes);
      totals.tally = addTallies(totals.tally, event);
      totals.resumed = addEarlier(totals.resumed, event, sizeBytes);
      if (!earlier) totals.reading = takeOff(totals.reading, event);
      totals.slowest = addSlowest(totals.slowest, slowest);
      break;
    }
    case 'reading': {
      const { type: _, ...reading } = event;
      totals.reading = { ...NOT_READING, ...reading };
      break;
    }
    case 'invocation': {
      const { billing, reading } = totals;
      if (event.tier === 'worker') totals.reading = endWorker(reading, event);
      totals.billing = { ...billing, [event.tier]: addUse(billing[event.tier], event) };
      break;
    }
    case 'warning': {
      const { type: _, ...warning } = event;
      totals.warnings = addWarning(totals.warnings, warning);
      break;
    }
    case 'run-ended':
      totals.reading = NOT_READING;
      totals.status = event.status;
      totals.endReason = event.reason;
      totals.elapsedMs = event.elapsedMs;
      break;
  }
}

function addResumed(totals: ChangingTotals, event: Resumed): void {
  const { listed, billing } = totals;
  totals.resumed = toResumedTotal(event);
  totals.listed = {
    ...listed,
    storeRequests: listed.storeRequests + event.storeRequests,
    getRequests: listed.getRequests + event.getRequests,
  };
  totals.billing = {
    cascade: joinUse(billing.cascade, event.billing.cascade),
    worker: joinUse(billing.worker, event.billing.worker),
  };
}

function addListed(listed: Totals['listed'], event: Listed): Totals['listed'] {
  return {
    objects: listed.objects + event.objects,
    sizeBytes: listed.sizeBytes + event.sizeBytes,
    complete: event.complete,
    storeRequests: listed.storeRequests + (event.storeRequests ?? 0),
    getRequests: listed.getRequests + (event.getRequests ?? 0),
    sizes: addSizes(listed.sizes, event.sizes),
  };
}

function addObject(totals: ChangingTotals, event: ObjectSettled): void {
  const { key, sizeBytes, ms, status, reason, warned, readBytes = sizeBytes } = event;
  const countedBytes = status === 'counted' || status === 'partial' ? readBytes : 0;
  const objects = { ...totals.objects };
  objects[status] += 1;
  totals.objects = objects;
  totals.settledBytes += sizeBytes;
  totals.countedBytes += countedBytes;
  totals.tally = addTallies(totals.tally, event);
  totals.resumed = addEarlier(totals.resumed, event, countedBytes);
  if (!event.earlier) totals.reading = takeOff(totals.reading, event);
  totals.slowest = addSlowest(totals.slowest, [{ key, sizeBytes, ms }]);
  if (isNotReached(reason)) totals.notReached = addNotReached(totals.notReached, event);
  if (status !== 'skipped' || !isNotReached(reason)) {
    totals.settledSizes = addSize(totals.settledSizes, sizeBytes);
  }
  if (reason === undefined) return;
  const message = describeReason(reason);
  const keys = warned ? 0 : 1;
  totals.warnings = addWarning(totals.warnings, { code: reason, message, keys, example: key });
}

/** While the run goes on, with what is not settled; its end is exact. */
function liveOf({ live, tally, reading, countedBytes, listed, status }: Totals): LiveFigures {
  const { bytes, lines, words } = tally;
  const settled = { bytes, lines, words, readBytes: countedBytes };
  return status === undefined ? growLive(live, settled, reading, listed.sizeBytes) : settled;
}

function addNotReached({ objects, sizeBytes }: ObjectsTotal, event: ObjectSettled): ObjectsTotal {
  if (event.status === 'skipped') {
    return { objects: objects + 1, sizeBytes: sizeBytes + event.sizeBytes };
  }
  const leftBytes = event.sizeBytes - (event.readBytes ?? event.sizeBytes);
  return { objects, sizeBytes: sizeBytes + leftBytes };
}
