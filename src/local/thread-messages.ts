// The messages between the thread pool and its threads. Messages are copied property by property, and
// one of them may hold very many small files. So the fields of slices are sent as columns, those of texts as one
// text each, and plain counts as rows of numbers.

import type { Position } from '../formats/position.ts';
import type { WorkerFrame } from '../protocol/frame.ts';
import type { Slice, WorkerRequest } from '../protocol/request.ts';
import type { SharedQueue } from '../tiers/worker/slice-queue.ts';

/** Sent to a thread, one task at a time. */
export interface ThreadTask {
  readonly request: Omit<WorkerRequest, 'slices'>;
  readonly slices: SliceColumns;
  readonly requestId: string;
  readonly share?: TaskShare;
}

/** How a thread takes part in a task that others count too. */
export interface TaskShare {
  readonly queue: SharedQueue;
  /** Its number in the queue. */
  readonly thread: number;
  /** When its answer must have ended, in milliseconds since 1970. */
  readonly endsAtMs: number;
  readonly readBudgetBytes: number;
}

type RareField = 'format' | 'decoderState' | 'seek';

type SliceColumns = { readonly [Field in RareField]: readonly Slice[Field][] } & {
  readonly key: PackedTexts;
  readonly etag: PackedTexts;
  readonly sizeBytes: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
};

/** Texts one behind the other, and where each ends in code units; the end is `NO_TEXT` where there is none. */
interface PackedTexts {
  readonly joined: string;
  readonly ends: Float64Array;
}

const NO_TEXT = -1;

/** Sent by a thread: frames of its task in their order, with plain counts as rows of numbers. */
export type ThreadAnswer = readonly (WorkerFrame | Float64Array)[];

type CountFrame = Extract<WorkerFrame, { type: 'count' }>;

/** A count frame that fits into a row of numbers. */
type PlainCountFrame = CountFrame & { readonly start: Position };

/** slice, start, next, bytes, lines, words, whether it starts and ends in a word, milliseconds */
const ROW = 9;

export function packTask({ slices, ...request }: WorkerRequest, requestId: string): ThreadTask {
  const columns: SliceColumns = {
    key: packTexts(slices.map(({ key }) => key)),
    sizeBytes: packNumbers(slices, ({ sizeBytes }) => sizeBytes),
    start: packNumbers(slices, ({ start }) => start),
    end: packNumbers(slices, ({ end }) => end),
    etag: packTexts(slices.map(({ etag }) => etag)),
    format: packRare(slices.map(({ format }) => format)),
    decoderState: packRare(slices.map(({ decoderState }) => decoderState)),
    seek: packRare(slices.map(({ seek }) => seek)),
  };
  return { request, slices: columns, requestId };
}

export function unpackTask({ request, slices, requestId }: ThreadTask): {
  request: WorkerRequest;
  requestId: string;
} {
  const { sizeBytes, start, end, format: formats, decoderState: states, seek: seeks } = slices;
  const [keys, etags] = [unpackTexts(slices.key), unpackTexts(slices.etag)];
  const unpacked = keys.map((key, i): Slice => {
    const slice: Slice = {
      key: key as string,
      sizeBytes: sizeBytes[i] as number,
      start: start[i] as number,
      end: end[i] as number,
    };
    // Optional fields are set one by one: most slices have none of them, and there are very many slices.
    const etag = etags[i];
    if (etag !== undefined) slice.etag = etag;
    const format = formats[i];
    if (format !== undefined) slice.format = format;
    const decoderState = states[i];
    if (decoderState !== undefined) slice.decoderState = decoderState;
    const seek = seeks[i];
    if (seek !== undefined) slice.seek = seek;
    return slice;
  });
  return { request: { ...request, slices: unpacked }, requestId };
}

function packNumbers(slices: readonly Slice[], of: (slice: Slice) => number): Float64Array {
  const column = new Float64Array(slices.length);
  slices.forEach((slice, i) => {
    column[i] = of(slice);
  });
  return column;
}

function packTexts(texts: readonly (string | undefined)[]): PackedTexts {
  const ends = new Float64Array(texts.length);
  let end = 0;
  texts.forEach((text, i) => {
    end += text?.length ?? 0;
    ends[i] = text === undefined ? NO_TEXT : end;
  });
  return { joined: texts.join(''), ends };
}

function unpackTexts({ joined, ends }: PackedTexts): (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  let start = 0;
  for (const end of ends) {
    texts.push(end === NO_TEXT ? undefined : joined.slice(start, end));
    if (end !== NO_TEXT) start = end;
  }
  return texts;
}

/** A column is empty if no slice has the field. */
function packRare<T>(column: readonly (T | undefined)[]): readonly (T | undefined)[] {
  return column.some((value) => value !== undefined) ? column : [];
}

export function packAnswer(frames: readonly WorkerFrame[]): ThreadAnswer {
  const answer: (WorkerFrame | Float64Array)[] = [];
  for (let at = 0; at < frames.length; ) {
    const counts = countsFrom(frames, at);
    if (counts.length > 0) answer.push(packCounts(counts));
    else answer.push(frames[at] as WorkerFrame);
    at += Math.max(1, counts.length);
  }
  return answer;
}

export function unpackAnswer(answer: ThreadAnswer): readonly WorkerFrame[] {
  return answer.flatMap((item) => (item instanceof Float64Array ? unpackCounts(item) : [item]));
}

/** The plain count frames from an index on, up to the first other frame. */
function countsFrom(frames: readonly WorkerFrame[], from: number): PlainCountFrame[] {
  const counts: PlainCountFrame[] = [];
  for (let at = from; at < frames.length; at += 1) {
    const frame = frames[at];
    if (frame?.type !== 'count' || !isPlain(frame)) break;
    counts.push(frame);
  }
  return counts;
}

function isPlain(frame: CountFrame): frame is PlainCountFrame {
  const { remark, start, next, conditional } = frame;
  return (
    remark === undefined &&
    conditional === undefined &&
    start?.decoderState === undefined &&
    start !== null &&
    next.decoderState === undefined
  );
}

function packCounts(frames: readonly PlainCountFrame[]): Float64Array {
  const rows = new Float64Array(frames.length * ROW);
  let at = 0;
  for (const { slice, start, next, count, ms } of frames) {
    rows[at] = slice;
    rows[at + 1] = start.at;
    rows[at + 2] = next.at;
    rows[at + 3] = count.bytes;
    rows[at + 4] = count.lines;
    rows[at + 5] = count.words;
    rows[at + 6] = count.startsInWord ? 1 : 0;
    rows[at + 7] = count.endsInWord ? 1 : 0;
    rows[at + 8] = ms;
    at += ROW;
  }
  return rows;
}

function unpackCounts(rows: Float64Array): CountFrame[] {
  const frames: CountFrame[] = [];
  for (let at = 0; at < rows.length; at += ROW) {
    frames.push({
      type: 'count',
      slice: rows[at] as number,
      start: { at: rows[at + 1] as number },
      next: { at: rows[at + 2] as number },
      count: {
        bytes: rows[at + 3] as number,
        lines: rows[at + 4] as number,
        words: rows[at + 5] as number,
        startsInWord: rows[at + 6] === 1,
        endsInWord: rows[at + 7] === 1,
      },
      ms: rows[at + 8] as number,
    });
  }
  return frames;
}
