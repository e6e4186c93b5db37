// How many slices a worker has open at a time, by what they may hold in memory.

import { formatByName, formatNamed } from '../../formats/recognise.ts';
import type { Slice } from '../../protocol/request.ts';

export interface ReadBudget {
  /** Whether another slice must not be opened yet. */
  isFull(): boolean;
  /** Resolves when a slice has been closed. */
  freed(): Promise<void>;
  open(slice: Slice): void;
  close(slice: Slice): void;
}

/**
 * A longer slice counts as this much. Its connection holds less, but more of them at a time gain nothing: the time in which
 * one is received is longer than S3 takes to answer the next.
 */
const LONG_SLICE_BYTES = 4 * 2 ** 20;

/** A decoder holds no more than its object decodes to. Text seldom compresses further. */
const USUAL_RATIO = 16;

/** Twelve long slices, or forty small ones with much to spare. */
const MOST_BYTES = 12 * LONG_SLICE_BYTES;

/** A long slice must always fit. */
const LEAST_BYTES = LONG_SLICE_BYTES;

/** The runtime and the program without any slice: measured on Node 24. */
const BASE_MB = 100;

const UNLIMITED: ReadBudget = {
  isFull: () => false,
  freed: async () => {},
  open() {},
  close() {},
};

/** The budget in bytes of each thread of a worker with so much memory. */
export function readBudgetFor(memoryMb: number, threads: number): number {
  const spareBytes = ((memoryMb - BASE_MB) * 1e6) / 2 / threads;
  return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, spareBytes));
}

/** Without `bytes` it is never full. The last slice that is opened may exceed it. */
export function createReadBudget(bytes: number | undefined): ReadBudget {
  if (bytes === undefined) return UNLIMITED;
  let heldBytes = 0;
  let waiting: (() => void)[] = [];
  return {
    isFull: () => heldBytes >= bytes,
    freed: () => new Promise((resolve) => waiting.push(resolve)),
    open(slice) {
      heldBytes += heldBytesOf(slice);
    },
    close(slice) {
      heldBytes -= heldBytesOf(slice);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}

/** As far as name and size tell. */
export function heldBytesOf({ key, format, start, end }: Slice): number {
  const { heldBytes = 0 } = format === undefined ? formatByName(key) : formatNamed(format);
  const sizeBytes = Math.max(0, end - start);
  return Math.min(sizeBytes, LONG_SLICE_BYTES) + Math.min(heldBytes, sizeBytes * USUAL_RATIO);
}
