// All that a seed decides beforehand: the objects, the settings of the run and of the functions, and
// which kinds of fault there are at all.

import { WORD_RULES, type WordRule } from '../../src/counting/word-rule.ts';
import { INVOKE_MODES, type InvokeMode } from '../../src/protocol/invoke-mode.ts';
import type { BudgetLimits } from '../../src/run/run-budget.ts';
import { divideObjects } from './divide-objects.ts';
import { drawBudget } from './draw-budget.ts';
import { createDraws, type Draws } from './draws.ts';
import { FAULTS, type FaultKind, type FaultRate, type FaultRates } from './faults.ts';
import { holdWorkers } from './hold-workers.ts';
import { asPlain, type Sample } from './samples.ts';

export type Mode = 'safety' | 'liveness';

/** Every third seed is for liveness. */
export function modeOf(seed: number): Mode {
  return seed % 3 === 0 ? 'liveness' : 'safety';
}

export interface PlannedObject {
  readonly key: string;
  readonly sample: Sample;
  readonly kind: 'ordinary' | 'archived' | 'folder-marker';
}

export interface Plan {
  readonly seed: number;
  readonly mode: Mode;
  readonly engine: 'lambda' | 'local';
  readonly invoke: InvokeMode | undefined;
  /** Whether the service can stream answers. */
  readonly canStream: boolean;
  readonly words: WordRule;
  readonly perObject: boolean;
  /** The format that all objects are taken for, whatever they are. */
  readonly as: 'plain' | undefined;
  readonly objects: readonly PlannedObject[];
  readonly pageObjects: number;
  /** The maximum number of ranges of keys that are listed at a time. */
  readonly lanes: number;
  /** Whether the bucket is one of AWS, which lists in order. */
  readonly isAws: boolean;
  readonly sliceBytes: number | undefined;
  readonly maxTaskSlices: number;
  readonly cascades: number;
  readonly workers: number;
  /** A cascade has so many of them, whatever the run gives it. */
  readonly leastWorkers: number;
  /** How much more time second workers may take; left out, there are none. */
  readonly hedgePercent: number | undefined;
  readonly inFlight: number;
  readonly reportEveryMs: number;
  readonly batches: {
    maxObjects: number;
    maxNameBytes: number;
    maxWorkers: number;
    lookAheadMs: number;
    maxWaiting: number;
  };
  readonly cascadeLimitMs: number;
  readonly workerLimitMs: number;
  /** The budget of the run, in some seeds. */
  readonly budget: BudgetLimits | undefined;
  /** The maximum number of function environments at a time. */
  readonly accountLimit: number;
  readonly logFormat: 'text' | 'json';
  readonly rates: FaultRates;
  /** When faults stop. */
  readonly faultsUntilMs: number;
  readonly interruptAtMs: number | undefined;
  /** The events after which their reader leaves, and the longest time that it takes over each. */
  readonly leavesAfterEvents: number;
  readonly readerMs: number;
  /** Whether the local engine's store can give small objects at once. */
  readonly readsAtOnce: boolean;
  /** The maximum number of bytes of an object that come at a time. */
  readonly objectChunkBytes: number;
  /** The longest time that a request, or a chunk of an answer, is on its way. */
  readonly latencyMs: number;
}

/** The parts of a seed's decisions that a plan leaves out: for shrinking, and to go on behind what is known. */
export interface Omissions {
  readonly kinds?: ReadonlySet<string>;
  /** The indices of the only objects. */
  readonly objects?: ReadonlySet<number>;
}

const MOST_SLICES = 12;

export function makePlan(
  seed: number,
  mode: Mode,
  samples: readonly Sample[],
  omitted: Omissions = {},
): Plan {
  const draws = createDraws(seed, 'plan');
  const words = draws.chance(0.75) ? 'wc' : draws.pick(WORD_RULES);
  const hedging = drawHedging(createDraws(seed, 'hedging'));
  const listing = createDraws(seed, 'listing');
  const isGuessed = createDraws(seed, 'guesses').chance(0.12);
  const drawn = drawObjects(createDraws(seed, 'objects'), samples, {
    isLong: listing.chance(0.06),
    least: hedging.leastObjects,
    // Only of plain text is it expected where an object is divided.
    isPlain: isGuessed,
  });
  const as = draws.chance(0.04) ? 'plain' : undefined;
  const objects = drawn
    .filter((_, index) => omitted.objects?.has(index) ?? true)
    .map((object) => (as ? { ...object, sample: asPlain(object.sample) } : object));
  const drawnWorkers = draws.chance(0.3) ? draws.whole(1, 2) : draws.whole(2, 12);
  const workers = Math.max(hedging.leastWorkers, drawnWorkers);
  const cascades = Math.min(workers, draws.pick([1, 2, 2, 3, 10]));
  const isLasting = mode === 'liveness';
  const sliceBytes = draws.chance(0.15) ? undefined : drawSliceBytes(draws, drawn);
  const invoke = draws.chance(0.6) ? undefined : draws.pick(INVOKE_MODES);
  const { hedgePercent } = hedging;
  const rates = {
    ...hedging.rates,
    ...drawRates(createDraws(seed, 'rates'), omitted.kinds ?? new Set()),
  };
  const drawnPlan: Omit<Plan, 'budget' | 'leastWorkers'> = {
    seed,
    mode,
    engine: draws.chance(0.85) ? 'lambda' : 'local',
    invoke,
    canStream: invoke === 'stream' || !draws.chance(0.1),
    words,
    perObject: draws.chance(0.6),
    as,
    objects,
    pageObjects: draws.chance(0.5) && drawn.length < 15 ? 1_000 : draws.whole(1, 5),
    lanes: listing.pick([1, 2, 4, 16, 16]),
    isAws: listing.chance(0.6),
    sliceBytes,
    maxTaskSlices: Math.min(hedging.maxTaskSlices, draws.pick([1, 2, 3, 10, 500])),
    cascades,
    workers,
    hedgePercent,
    inFlight: draws.pick([1, 2, 4, 12]),
    reportEveryMs: Math.round(draws.magnitude(draws.chance(0.1) ? 5 : 60, 1_000)),
    batches: hedging.batches ?? {
      maxObjects: draws.pick([1, 3, 10, 1_000]),
      maxNameBytes: draws.chance(0.8) ? 2 ** 22 : 300,
      maxWorkers: draws.pick([1, 3, 900]),
      lookAheadMs: draws.pick([0, 20, 250]),
      maxWaiting: draws.pick([1, 20, 100_000]),
    },
    cascadeLimitMs: Math.round(isLasting ? 900_000 : draws.magnitude(500, 900_000)),
    workerLimitMs: Math.round(isLasting ? 900_000 : draws.magnitude(500, 900_000)),
    accountLimit: draws.chance(0.8) || isLasting ? 1_000 : draws.whole(2, 6),
    logFormat: draws.pick(['text', 'json']),
    rates,
    faultsUntilMs: isLasting ? Math.round(draws.magnitude(1, 60_000)) : Number.POSITIVE_INFINITY,
    interruptAtMs:
      !omitted.kinds?.has('interruption') && draws.chance(0.15)
        ? Math.round(draws.magnitude(1, 20_000))
        : undefined,
    leavesAfterEvents:
      !omitted.kinds?.has('interruption') && draws.chance(0.04)
        ? draws.whole(1, 30)
        : Number.POSITIVE_INFINITY,
    readerMs: draws.chance(0.1) ? draws.magnitude(1, 1_000) : 0,
    readsAtOnce: draws.chance(0.3),
    objectChunkBytes: Math.round(draws.magnitude(500, 64 * 1024)),
    latencyMs: Math.max(hedging.leastLatencyMs, draws.magnitude(0.5, 300)),
  };
  const held = omitted.kinds?.has('lambda-throttles')
    ? undefined
    : holdWorkers(drawnPlan, objects.length, createDraws(seed, 'held-workers'));
  const dividing = divideObjects(objects, createDraws(seed, 'dividing'), isGuessed);
  const plan = { ...drawnPlan, ...held, ...dividing };
  // Most budgets end before a second worker is needed.
  const isUnlimited = hedging.batches && createDraws(seed, 'hedged-budget').chance(0.7);
  return {
    ...plan,
    budget:
      isUnlimited || omitted.kinds?.has('budget')
        ? undefined
        : drawBudget(plan, createDraws(seed, 'budget')),
  };
}

const ONE_BATCH = {
  maxObjects: 1_000,
  maxNameBytes: 2 ** 22,
  maxWorkers: 900,
  lookAheadMs: 5_000,
  maxWaiting: 100_000,
};

/** Second workers are seldom needed unless there are many tasks, idle workers and slow ones. */
function drawHedging(draws: Draws) {
  const hedgePercent = draws.chance(0.6) ? draws.pick([2, 100, 10_000, 10_000]) : undefined;
  const isLikely = hedgePercent !== undefined && hedgePercent > 2 && draws.chance(0.6);
  const slow = { rate: draws.pick([0.1, 0.2, 0.3]), fromMs: 0, untilMs: Number.POSITIVE_INFINITY };
  return {
    hedgePercent,
    rates: isLikely ? ({ 'worker-slow': slow } satisfies FaultRates) : {},
    leastObjects: isLikely ? draws.whole(4, 9) : 1,
    leastWorkers: isLikely ? draws.whole(6, 12) : 1,
    maxTaskSlices: isLikely ? draws.whole(1, 3) : Number.POSITIVE_INFINITY,
    leastLatencyMs: isLikely ? draws.magnitude(30, 200) : 0,
    ...(isLikely && { batches: ONE_BATCH }),
  };
}

function drawObjects(
  draws: Draws,
  samples: readonly Sample[],
  { isLong, least, isPlain }: { isLong: boolean; least: number; isPlain: boolean },
): PlannedObject[] {
  const drawnCount = isLong
    ? draws.whole(15, 60)
    : draws.chance(0.3)
      ? draws.whole(3, 8)
      : draws.whole(1, 3);
  const count = Math.max(least, drawnCount);
  const isMixed = draws.chance(0.5);
  const format = draws.pick(['plain', 'gzip', 'bzip2', 'zstd', 'lz4', 'xz']);
  const damaged = draws.pick([0, 0, 0.2, 0.6]);
  const fitting = samples.filter(
    (sample) =>
      (isPlain ? sample.format === 'plain' : isMixed || sample.format === format) &&
      (damaged > 0 || !sample.code),
  );
  const sound = fitting.filter(({ code }) => !code);
  const small = fitting.filter(({ encoded }) => encoded.length < 5_000);
  return Array.from({ length: count }, (_, index): PlannedObject => {
    const from = count > 10 ? small : draws.chance(damaged) ? fitting : sound;
    const sample = draws.pick(from);
    const name = `${String(index).padStart(3, '0')}${draws.chance(0.1) ? ' +%&é"<' : ''}`;
    if (draws.chance(0.01))
      return { key: `${name}/`, sample: samples[0] as Sample, kind: 'folder-marker' };
    const extension = draws.chance(0.9)
      ? sample.extension
      : draws.pick(['', '.gz', '.txt', '.zst']);
    return { key: name + extension, sample, kind: draws.chance(0.02) ? 'archived' : 'ordinary' };
  });
}

/** Such that there are a few slices of most objects, seldom many, and cuts at every place. */
function drawSliceBytes(draws: Draws, objects: readonly PlannedObject[]): number {
  const costs = objects.map(({ sample }) => sample.encoded.length * sample.costPerByte);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const least = Math.max(1, total / MOST_SLICES);
  const cost = Math.max(least, draws.pick(costs));
  if (draws.chance(0.2))
    return Math.max(1, Math.round(cost / draws.whole(1, 3)) + draws.whole(-1, 1));
  return Math.ceil(draws.magnitude(least, Math.max(least + 1, total)));
}

/** Swarm testing: of the kinds of fault there are some in each seed, and each is rare or frequent. */
function drawRates(draws: Draws, omitted: ReadonlySet<string>): FaultRates {
  const density = draws.pick([0, 0.05, 0.1, 0.25, 0.5]);
  const rates: Partial<Record<FaultKind, FaultRate>> = {};
  for (const kind of FAULTS) {
    const exists = draws.chance(density);
    const rate = draws.pick([0.01, 0.03, 0.1, 0.1, 0.3, 0.3, 0.6, 1]);
    // An outage: for a while it strikes nearly always, and before and after never.
    const isOutage = draws.chance(0.3);
    const fromMs = isOutage && draws.chance(0.7) ? draws.magnitude(1, 20_000) : 0;
    const untilMs = isOutage ? fromMs + draws.magnitude(10, 120_000) : Number.POSITIVE_INFINITY;
    if (!exists || omitted.has(kind)) continue;
    rates[kind] = { rate: isOutage ? Math.max(rate, 0.6) : rate, fromMs, untilMs };
  }
  return rates;
}
