// The running totals of a run, and the reducer over its events. Terminal, server and pages share it.

import { addTallies, EMPTY_TALLY, type Tally } from '../counting/tally.ts';
import { describeReason } from '../errors/reasons.ts';
import type { Tier } from '../protocol/frame.ts';
import { SLOWEST_OBJECTS } from '../protocol/slowest.ts';
import { addEarlier, type ResumedTotal, toResumedTotal } from './resumed.ts';
import type {
  Invocation,
  ObjectStatus,
  Reading,
  RunEvent,
  RunStarted,
  RunStatus,
  SizeBins,
  SlowObject,
} from './run-event.ts';
import { addSizes, sizesOf } from './size-bins.ts';
import { joinUse, type TierUse, UNUSED } from './tier-use.ts';

/** A warning, and the number of keys that it is about. */
export interface WarningTotal {
  readonly code: string;
  readonly message: string;
  readonly keys: number;
  readonly example?: string;
  readonly level?: 'information';
}

/** How far the objects are that are not finished. */
export type ReadingTotal = Required<Omit<Reading, 'type' | 'waiting'>> & Pick<Reading, 'waiting'>;

/** What is counted, finished or not, for display: it grows, and at the end it is the totals. */
export interface LiveFigures extends Tally {
  /** Stored bytes read. */
  readonly readBytes: number;
}

/** Objects, and their stored bytes. */
export interface ObjectsTotal {
  readonly objects: number;
  readonly sizeBytes: number;
}

export interface Totals {
  readonly started: RunStarted | undefined;
  readonly listed: {
    readonly objects: number;
    readonly sizeBytes: number;
    readonly complete: boolean;
    /** Billed requests to the object store. */
    readonly storeRequests: number;
    readonly sizes: SizeBins;
  };
  readonly objects: Readonly<Record<ObjectStatus, number>>;
  /** Stored bytes of all finished objects, whatever their outcome. */
  readonly settledBytes: number;
  readonly tally: Tally;
  readonly reading: ReadingTotal;
  readonly live: LiveFigures;
  /** Those that the run was interrupted before. */
  readonly notReached: ObjectsTotal;
  /** Finished objects by size, whatever their outcome. */
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

const NOT_READING: ReadingTotal = {
  bytes: 0,
  decodedBytes: 0,
  lines: 0,
  words: 0,
  workers: 0,
  objects: [],
};

export const NO_TOTALS: Totals = {
  started: undefined,
  listed: { objects: 0, sizeBytes: 0, complete: false, storeRequests: 0, sizes: [] },
  objects: { counted: 0, partial: 0, failed: 0, skipped: 0 },
  settledBytes: 0,
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
        listed: { ...listed, storeRequests: listed.storeRequests + event.storeRequests },
        billing: {
          cascade: joinUse(billing.cascade, cascade),
          worker: joinUse(billing.worker, worker),
        },
      };
    }
    case 'listed': {
      const { objects, sizeBytes, storeRequests } = totals.listed;
      const listed = {
        objects: objects + event.objects,
        sizeBytes: sizeBytes + event.sizeBytes,
        complete: event.complete,
        storeRequests: storeRequests + (event.storeRequests ?? 0),
        sizes: addSizes(totals.listed.sizes, event.sizes),
      };
      return { ...totals, listed };
    }
    case 'object': {
      const { objects, settledBytes, tally, warnings } = totals;
      const { key, sizeBytes, ms, status, reason, warned } = event;
      return {
        ...totals,
        objects: { ...objects, [status]: objects[status] + 1 },
        settledBytes: settledBytes + sizeBytes,
        settledSizes: addSizes(totals.settledSizes, sizesOf([event])),
        notReached:
          reason === 'interrupted' && status === 'skipped'
            ? addObject(totals.notReached, event)
            : totals.notReached,
        tally: addTallies(tally, event),
        resumed: addEarlier(totals.resumed, event),
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
      const { objects, settledBytes, tally } = totals;
      return {
        ...totals,
        objects: { ...objects, counted: objects.counted + event.objects },
        settledBytes: settledBytes + event.sizeBytes,
        settledSizes: addSizes(totals.settledSizes, event.sizes),
        tally: addTallies(tally, event),
        resumed: addEarlier(totals.resumed, event),
        slowest: addSlowest(totals.slowest, event.slowest),
      };
    }
    case 'reading': {
      const { type: _, ...reading } = event;
      return { ...totals, reading: { ...NOT_READING, ...reading } };
    }
    case 'invocation': {
      const { billing } = totals;
      return {
        ...totals,
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

/** What is shown while the run goes on never decreases, though attempts may be lost; its end is exact. */
function withLive(totals: Totals): Totals {
  const { live, tally, reading, settledBytes, notReached, listed, status } = totals;
  const readBytes = settledBytes - notReached.sizeBytes;
  if (status !== undefined) return { ...totals, live: { ...tally, readBytes } };
  return {
    ...totals,
    live: {
      readBytes: Math.max(live.readBytes, Math.min(readBytes + reading.bytes, listed.sizeBytes)),
      bytes: Math.max(live.bytes, tally.bytes + reading.decodedBytes),
      lines: Math.max(live.lines, tally.lines + reading.lines),
      words: Math.max(live.words, tally.words + reading.words),
    },
  };
}

function addObject({ objects, sizeBytes }: ObjectsTotal, more: { readonly sizeBytes: number }) {
  return { objects: objects + 1, sizeBytes: sizeBytes + more.sizeBytes };
}

function addSlowest(
  slowest: readonly SlowObject[],
  more: readonly SlowObject[],
): readonly SlowObject[] {
  const threshold = slowest.length < SLOWEST_OBJECTS ? 0 : (slowest.at(-1)?.ms ?? 0);
  if (!more.some(({ ms }) => ms > threshold)) return slowest;
  return [...slowest, ...more].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_OBJECTS);
}

function addWarning(warnings: readonly WarningTotal[], warning: WarningTotal): WarningTotal[] {
  const known = warnings.find(({ code }) => code === warning.code);
  if (!known) return [...warnings, warning];
  const sum = { ...known, keys: known.keys + warning.keys };
  return warnings.map((other) => (other === known ? sum : other));
}

function addUse(use: TierUse, invocation: Invocation): TierUse {
  const { durationMs, billedMs, initMs, memoryMb, memoryUsedMb } = invocation;
  const { architecture = use.architecture, storeRequests = 0 } = invocation;
  return {
    invocations: use.invocations + 1,
    computeMs: use.computeMs + (durationMs ?? 0),
    reported: use.reported + (billedMs === undefined ? 0 : 1),
    coldStarts: use.coldStarts + (initMs === undefined ? 0 : 1),
    billedMs: use.billedMs + (billedMs ?? 0),
    gbSeconds: use.gbSeconds + ((billedMs ?? 0) / 1000) * ((memoryMb ?? 0) / 1024),
    memoryMb: Math.max(use.memoryMb, memoryMb ?? 0),
    memoryUsedMb: Math.max(use.memoryUsedMb, memoryUsedMb ?? 0),
    architecture,
    storeRequests: use.storeRequests + storeRequests,
  };
}
