// The kinds of fault, and when each strikes: at its places, by the seed.

import { createDraws, type Draws } from './draws.ts';

/** By what they befall. */
export const FAULTS = [
  // Lambda does not take an invocation.
  'lambda-throttles',
  'lambda-fails',
  'lambda-refuses',
  'lambda-unreachable',
  'lambda-resets',
  'lambda-conflicts',
  'lambda-missing',
  'lambda-silent',
  // An answer does not come as it was given.
  'answer-breaks',
  'answer-ends-early',
  'answer-silent',
  'answer-slow',
  'answer-repeats',
  'answer-loses',
  'answer-garbled',
  'answer-cut',
  'answer-corrupted',
  'answer-goes-on',
  'report-lost',
  // A function does not come to its end.
  'function-exits',
  'function-out-of-memory',
  'function-throws',
  'function-stalls',
  'function-of-other-version',
  // One of several threads of a worker does not come to its end, or begins late.
  'thread-dies',
  'thread-freezes',
  'thread-late',
  // S3 does not give an object's bytes.
  's3-resets',
  's3-short',
  's3-slow',
  's3-silent',
  's3-slow-down',
  's3-fails',
  's3-kms-throttles',
  's3-expired',
  's3-proxy-error',
  // S3, or what stands in for it, gives others.
  's3-page',
  's3-ignores-range',
  's3-other-range',
  's3-too-many',
  's3-other-object',
  // S3 does not list.
  'list-resets',
  'list-fails',
  'list-breaks',
  'list-silent',
  'list-denied',
  'list-odd-size',
  'list-no-key',
  'list-repeats-keys',
  'list-no-token',
  'list-repeats-token',
  'list-alternates',
  'list-page',
  'list-empty-answer',
  'list-empty-pages',
  // S3 does not list ranges of keys as AWS does, for good.
  'list-ignores-start-after',
  'list-in-other-order',
  // An object is not what was listed, for good.
  'object-vanishes',
  'object-changes',
  'object-denied',
  // The server differs from AWS's, for good.
  'store-unpacks',
  'store-knows-no-if-match',
  'store-tells-no-tags',
  // Nothing is wrong, but it takes long.
  'worker-slow',
  's3-late',
] as const;

export type FaultKind = (typeof FAULTS)[number];

/** How often a kind strikes where it can, from 0 to 1, and in which time. */
export interface FaultRate {
  readonly rate: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

export type FaultRates = Readonly<Partial<Record<FaultKind, FaultRate>>>;

export interface Faults {
  /**
   * Asked at each place where a fault can strike: gives what its particulars are drawn from if it
   * does, and nothing if it does not.
   */
  strike(kind: FaultKind, place: string): Draws | undefined;
  /** All that struck, in their order: the kind, its place, and how many times it had been asked by then. */
  readonly struck: readonly string[];
}

export interface FaultSettings {
  readonly seed: number;
  readonly rates: FaultRates;
  /** If given, no other faults strike than these. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly nowMs: () => number;
  /** When faults stop. */
  readonly untilMs: number;
  readonly onStrike: (fault: string) => void;
}

export function createFaults({
  seed,
  rates,
  only,
  nowMs,
  untilMs,
  onStrike,
}: FaultSettings): Faults {
  const asked = new Map<string, number>();
  const struck: string[] = [];
  return {
    struck,
    strike(kind, place) {
      const rate = rates[kind];
      const now = nowMs();
      if (!rate || now > untilMs) return undefined;
      const where = `${kind}@${place}`;
      const times = (asked.get(where) ?? 0) + 1;
      asked.set(where, times);
      const fault = `${where}#${times}`;
      const draws = createDraws(seed, fault);
      const isTime = now >= rate.fromMs && now < rate.untilMs;
      if (!isTime || !draws.chance(rate.rate) || (only && !only.has(fault))) return undefined;
      struck.push(fault);
      onStrike(fault);
      return draws;
    },
  };
}
