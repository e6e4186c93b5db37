// Makes ledgers of slices, attempts at them, and frames of workers.

import type { Count } from '../../src/counting/count.ts';
import { createCounter } from '../../src/counting/create-counter.ts';
import type { Position } from '../../src/formats/position.ts';
import type { AskedObject } from '../../src/protocol/request.ts';
import type { OwnedSlice } from '../../src/tiers/cascade/owned-slice.ts';
import { SliceLedger } from '../../src/tiers/cascade/slice-ledger.ts';
import { countFrame } from './frames.ts';

export type Open = Map<number, OwnedSlice>;

/** A ledger of objects of these sizes, and an attempt at all of them, in their order. */
export function ledgerOf(sizes: readonly number[]) {
  return attemptOf(sizes.map((sizeBytes, index) => ({ key: `k${index}`, sizeBytes })));
}

function attemptOf(objects: readonly AskedObject[]) {
  const ledger = new SliceLedger(objects, 'wc');
  return { ledger, open: new Map(ledger.openSlices().entries()) };
}

/** A ledger of one object, and an attempt at all slices into which these edges divide it. */
export function cutObject(edges: readonly number[], seek?: string) {
  const { ledger, open } = ledgerOf([edges.at(-1) ?? 0]);
  if (edges.length > 2) addSlices(open, cut(ledger, open, edges.slice(1, -1), seek));
  return { ledger, open };
}

export function cut(ledger: SliceLedger, open: Open, starts: number[], seek?: string, slice = 0) {
  const format = seek === undefined ? 'plain' : 'gzip';
  const about = { starts, format, ...(seek !== undefined && { seek }) };
  return ledger.accept({ type: 'split', slice, ...about }, open).more ?? [];
}

export function addSlices(open: Open, slices: readonly OwnedSlice[]): void {
  for (const slice of slices) open.set(Math.max(...open.keys()) + 1, slice);
}

/** The count frame of a slice of an attempt, by default of the whole slice. */
export function counted(
  { start, end, decoderState }: Pick<OwnedSlice, 'start' | 'end' | 'decoderState'>,
  slice: number,
  count: Count,
  places: { start?: Position | null; next?: Position } = {},
) {
  const whole = { start: { at: start, decoderState }, next: { at: end } };
  return { type: 'count', slice, ...whole, count, ms: 1, ...places } as const;
}

export function sliceOf(open: Open, slice: number): OwnedSlice {
  const found = open.get(slice);
  if (!found) throw new Error(`there is no slice ${slice}`);
  return found;
}

/** Counts a whole slice of an attempt. */
export function countWhole(ledger: SliceLedger, open: Open, slice: number, words: number) {
  return ledger.accept(countFrame(slice, words, sliceOf(open, slice)), open);
}

export function wcCount(bytes: Uint8Array): Count {
  const counter = createCounter('wc');
  counter.update(bytes);
  return counter.count();
}
