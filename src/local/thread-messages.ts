// What the thread pool and its threads say to each other. A message is copied property by property,
// and of small files there are very many in it: so what there is one of for each file goes as
// columns and numbers.

import type { Position } from '../formats/position.ts';
import type { WorkerFrame } from '../protocol/frame.ts';
import type { Slice, WorkerRequest } from '../protocol/request.ts';

/** To a thread: count this. It is given one task at a time. */
export interface ThreadTask {
  readonly request: Omit<WorkerRequest, 'slices'>;
  readonly slices: SliceColumns;
  readonly requestId: string;
}

type SliceColumns = { readonly [Field in keyof Slice]-?: readonly Slice[Field][] };

/** From a thread: frames of its task in their order, runs of mere counts as rows of numbers. */
export type ThreadAnswer = readonly (WorkerFrame | Float64Array)[];

type CountFrame = Extract<WorkerFrame, { type: 'count' }>;

/** A count frame of which a row can say all. */
type MereCountFrame = CountFrame & { readonly start: Position };

/** slice, start, next, bytes, lines, words, whether it starts and ends in a word, milliseconds */
const ROW = 9;

export function packTask({ slices, ...request }: WorkerRequest, requestId: string): ThreadTask {
  const columns: SliceColumns = {
    key: slices.map(({ key }) => key),
    sizeBytes: slices.map(({ sizeBytes }) => sizeBytes),
    start: slices.map(({ start }) => start),
    end: slices.map(({ end }) => end),
    etag: packRare(slices.map(({ etag }) => etag)),
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
  const { key: keys, sizeBytes, start, end } = slices;
  const { etag: etags, format: formats, decoderState: entries, seek: seeks } = slices;
  const unpacked = keys.map((key, i): Slice => {
    const slice: Slice = {
      key,
      sizeBytes: sizeBytes[i] as number,
      start: start[i] as number,
      end: end[i] as number,
    };
    // One by one, for most slices have none of them and there are very many slices.
    const etag = etags[i];
    if (etag !== undefined) slice.etag = etag;
    const format = formats[i];
    if (format !== undefined) slice.format = format;
    const decoderState = entries[i];
    if (decoderState !== undefined) slice.decoderState = decoderState;
    const seek = seeks[i];
    if (seek !== undefined) slice.seek = seek;
    return slice;
  });
  return { request: { ...request, slices: unpacked }, requestId };
}

/** Of what no slice has, no column is sent. */
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

/** The frames from an index on that say nothing but a count, up to the first that says more. */
function countsFrom(frames: readonly WorkerFrame[], from: number): MereCountFrame[] {
  const counts: MereCountFrame[] = [];
  for (let at = from; at < frames.length; at += 1) {
    const frame = frames[at];
    if (frame?.type !== 'count' || !isMere(frame)) break;
    counts.push(frame);
  }
  return counts;
}

function isMere(frame: CountFrame): frame is MereCountFrame {
  const { remark, start, next } = frame;
  return (
    remark === undefined &&
    start?.decoderState === undefined &&
    start !== null &&
    next.decoderState === undefined
  );
}

function packCounts(frames: readonly MereCountFrame[]): Float64Array {
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
