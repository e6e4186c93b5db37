// The lines of a journal: one JSON object each, in the order in which things happened.

import * as v from 'valibot';
import type { RunStatus } from '../events/run-event.ts';
import { NOT_HEDGED } from '../events/tier-use.ts';
import { MARK_CHARACTERS } from './object-mark.ts';

/** Raised whenever an older program would misread a journal, or misses something in it. */
export const JOURNAL_FORMAT = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** The first line: which run this is, and what it was asked. */
const headerSchema = v.object({
  type: v.literal('journal'),
  format: v.literal(JOURNAL_FORMAT),
  id: v.string(),
  /** The version of the program. */
  program: v.string(),
  startedAt: v.string(),
  /** As messages name it. */
  source: v.union([
    v.looseObject({ bucket: v.string(), prefix: v.string() }),
    v.looseObject({ dir: v.string(), prefix: v.string() }),
  ]),
  engine: v.picklist(['lambda', 'local']),
  /** Options of the run, without secrets. */
  request: v.record(v.string(), v.unknown()),
});

/** A part of the run begins: the first, or one that resumes it. */
const partSchema = v.object({
  type: v.literal('part'),
  program: v.string(),
  /** The wire protocol, whose version says whether states are understood. */
  protocol: count,
  startedAt: v.string(),
});

/** The prices by which the cost is computed. */
const pricesSchema = v.object({
  type: v.literal('prices'),
  prices: v.looseObject({
    region: v.string(),
    asOf: v.string(),
    source: v.string(),
    perGbSecond: v.record(v.string(), amount),
  }),
});

const tallyEntries = { bytes: count, lines: count, words: count };

const settledObjectSchema = v.looseObject({
  type: v.literal('object'),
  key: v.string(),
  sizeBytes: count,
  ...tallyEntries,
  ms: amount,
  status: v.picklist(['counted', 'partial', 'failed', 'skipped']),
});

const sumSchema = v.looseObject({
  type: v.literal('sum'),
  objects: count,
  sizeBytes: count,
  ...tallyEntries,
  slowest: v.array(v.object({ key: v.string(), sizeBytes: count, ms: amount })),
});

/** Objects were settled, all by one event. */
const settledSchema = v.pipe(
  v.object({
    type: v.literal('settled'),
    event: v.variant('type', [settledObjectSchema, sumSchema]),
    /** The marks of the objects, one after another. */
    marks: v.string(),
  }),
  v.check(
    ({ event, marks }) =>
      marks.length === MARK_CHARACTERS * (event.type === 'sum' ? event.objects : 1),
    'there are not as many marks as objects',
  ),
);

/** The newest state of an object that is not settled yet. It is validated when it is used. */
const stateSchema = v.object({
  type: v.literal('state'),
  mark: v.pipe(v.string(), v.length(MARK_CHARACTERS)),
  state: v.unknown(),
});

const useSchema = v.object({
  invocations: count,
  computeMs: amount,
  reported: count,
  coldStarts: count,
  billedMs: amount,
  gbSeconds: amount,
  memoryMb: amount,
  memoryUsedMb: amount,
  architecture: v.optional(v.picklist(['arm64', 'x86_64'])),
  storeRequests: count,
  /** The part of it that was for nothing. Journals of earlier versions have none. */
  hedged: v.optional(
    v.object({ invocations: count, reported: count, billedMs: amount, gbSeconds: amount }),
    NOT_HEDGED,
  ),
});

const figuresEntries = {
  /** All parts of the run together. */
  elapsedMs: amount,
  objects: v.object({ counted: count, partial: count, failed: count, skipped: count }),
  /** Stored bytes of what was counted. */
  countedBytes: count,
  tally: v.object(tallyEntries),
  /** Billed listing requests. */
  listingRequests: count,
  /** Billed requests that looked up objects. */
  lookUpRequests: v.optional(count, 0),
  billing: v.object({ cascade: useSchema, worker: useSchema }),
};

/** How far the run is, and what it was billed. Newer figures replace older ones. */
const figuresSchema = v.object({ type: v.literal('figures'), ...figuresEntries });

/** The part of the run has come to its end. */
const endedSchema = v.object({
  type: v.literal('ended'),
  status: v.picklist(['complete', 'incomplete', 'interrupted']),
  /** Present if it is incomplete because its budget was used up. */
  reason: v.optional(v.literal('over-budget')),
  ...figuresEntries,
});

/** Writing has failed; the run went on without its journal. */
const stoppedSchema = v.object({ type: v.literal('stopped'), cause: v.string() });

const lineSchema = v.variant('type', [
  partSchema,
  pricesSchema,
  settledSchema,
  stateSchema,
  figuresSchema,
  endedSchema,
  stoppedSchema,
]);

export type JournalHeader = v.InferOutput<typeof headerSchema>;
export type JournalLine = v.InferOutput<typeof lineSchema>;
export type SettledLine = v.InferOutput<typeof settledSchema>;
/** How a part of the run ended. `over-budget`: before all was tried, because `--max-cost` was reached. */
export type PartStatus = RunStatus | 'over-budget';
export type Figures = Omit<v.InferOutput<typeof figuresSchema>, 'type'>;

/** @throws {v.ValiError} when the value is no line of a journal of this format. */
export function parseLine(value: unknown): JournalLine {
  return v.parse(lineSchema, value);
}

/** @throws {v.ValiError} when the value is no header of a journal of this format. */
export function parseHeader(value: unknown): JournalHeader {
  return v.parse(headerSchema, value);
}

/** The program that wrote a journal of another format; undefined if the value is nothing of the kind. */
export function otherFormatOf(value: unknown): { format: number; program: string } | undefined {
  const schema = v.looseObject({ type: v.literal('journal'), format: count, program: v.string() });
  const { success, output } = v.safeParse(schema, value);
  if (!success || output.format === JOURNAL_FORMAT) return undefined;
  return { format: output.format, program: output.program };
}
