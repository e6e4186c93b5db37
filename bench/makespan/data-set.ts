// The objects of simulated runs. One listed object may stand for many small ones, so that ten million of them can be
// simulated in seconds.

import type { Work } from '../../src/estimate/worker-model.ts';
import { costOf } from '../../src/formats/counting-cost.ts';
import { formatByName } from '../../src/formats/recognise.ts';
import type { ListedObject } from '../../src/protocol/ports.ts';

export interface DataSet {
  readonly name: string;
  readonly objects: readonly ListedObject[];
  /** How many objects of a bucket each of these stands for. */
  readonly standsFor: number;
  /** The cost that the plan takes opening one for. */
  readonly openingCost: number;
}

export type StandIns = Omit<DataSet, 'name' | 'objects'>;

/**
 * Objects of which each stands for many. Its size is the counting cost of all of them and of opening all of them but
 * one, as the opening of one is reckoned for every object: so the plan takes it for as much work as they are.
 */
export function standIns(
  count: number,
  sizeBytes: number,
  { standsFor, openingCost }: StandIns,
): ListedObject[] {
  const size = standsFor * sizeBytes + (standsFor - 1) * openingCost;
  return Array.from({ length: count / standsFor }, (_, i) => ({ key: `${i}`, sizeBytes: size }));
}

/** The work of the bytes `[start, end)` of an object, or of all the objects that it stands for. */
export function workOf(
  { key, start, end }: { readonly key: string; readonly start: number; readonly end: number },
  { standsFor, openingCost }: StandIns,
): Work {
  const sizeBytes = end - start - (standsFor - 1) * openingCost;
  return { objects: standsFor, sizeBytes, cost: costOf({ key, start: 0, end: sizeBytes }) };
}

/** The work of a whole object. */
export function workOfObject({ key, sizeBytes }: ListedObject, set: StandIns): Work {
  return workOf({ key, start: 0, end: sizeBytes }, set);
}

/** How the object can be divided at the outset, if it can. Its name tells its format. */
export function splitHintOf(key: string): string | undefined {
  return formatByName(key).splitHint(NO_BYTES, false);
}

const NO_BYTES = new Uint8Array(0);

export const NO_WORK: Work = { objects: 0, sizeBytes: 0, cost: 0 };

export function addWork(a: Work, b: Work): Work {
  return {
    objects: a.objects + b.objects,
    sizeBytes: a.sizeBytes + b.sizeBytes,
    cost: a.cost + b.cost,
  };
}
