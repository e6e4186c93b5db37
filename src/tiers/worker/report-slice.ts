// Counts one slice for a worker, and says in frames how far it came and how it ended.

import { formatByName } from '../../formats/recognise.ts';
import type { WorkerFrame } from '../../protocol/frame.ts';
import type { ObjectStore } from '../../protocol/ports.ts';
import type { Slice, WorkerRequest } from '../../protocol/request.ts';
import type { Clock } from '../../scatter/clock.ts';
import { countSlice } from './count-slice.ts';
import type { PartAbout } from './counted-slice.ts';
import { readOn } from './read-on.ts';
import type { ReadingSlices } from './reading-slices.ts';
import type { CountedPart } from './slice-progress.ts';
import type { WorkerTime } from './worker-time.ts';

export interface ReportingPorts {
  readonly store: Pick<ObjectStore, 'read'>;
  readonly clock: Clock;
  readonly time: WorkerTime;
  readonly readingSlices: ReadingSlices;
  /** Whether the slice with this index has all of the function's time for itself. */
  readonly isAlone: (index: number) => boolean;
  readonly push: (frame: WorkerFrame) => Promise<void> | undefined;
}

/**
 * A place within a unit takes kilobytes to tell, and is told once in so many reports: in as many again
 * for so many characters of such places that were told, as an answer that is not streamed is 6 MB at the
 * most. Twelve members of noise, at 44 KB a place, take 5 MB of that in a quarter of an hour.
 */
const WITHIN_UNIT_EVERY = 10;
const PLACES_LENGTH = 150_000;

const OUT_OF_TIME = {
  code: 'out-of-time',
  message: 'one worker has too little time for it, and it cannot be divided',
  retryable: false,
} as const;

export function createSliceReporting(
  request: WorkerRequest,
  { store, clock, time, readingSlices, isAlone, push }: ReportingPorts,
): (slice: Slice, index: number) => Promise<void> {
  let toldPlacesLength = 0;

  return async (slice, index) => {
    const { words, as, sliceBytes } = request;
    // Before it is read its name must do to tell its format, which is only to read no more than needed.
    const { costPerByte } = formatByName(slice.key);
    const aloneBytes = sliceBytes && sliceBytes / costPerByte;
    let reportedAt = clock.now();
    let sliceReadBytes = 0;
    let hasReported = false;
    const reader = readingSlices.begin(slice, index);
    const onRead = (bytes: number) => {
      sliceReadBytes += bytes;
      reader.read(bytes);
    };
    const onReadAside = (bytes: number) => {
      sliceReadBytes += bytes;
    };
    const read = (start: number, end: number) => store.read(slice, start, end, time.reading);
    /** The part of the time that is not reported yet. */
    const takeMs = () => {
      const now = clock.now();
      const ms = roundToMicroseconds(now - reportedAt);
      reportedAt = now;
      return ms;
    };
    /** How often the place that is reached is to be told. */
    const everyMs = (isWithinUnit: boolean) => {
      const { reportEveryMs } = request;
      if (!isWithinUnit) return reportEveryMs;
      return reportEveryMs * WITHIN_UNIT_EVERY * (1 + toldPlacesLength / PLACES_LENGTH);
    };
    const report = (part: CountedPart, about: PartAbout) => {
      hasReported = true;
      toldPlacesLength += part.next.decoderState?.length ?? 0;
      return push({ type: 'checkpoint', slice: index, ...part, ...about, ms: takeMs() });
    };

    const counted = await countSlice(slice, {
      words,
      as,
      sliceBytes,
      open: (at, end) => {
        reader.openAt(at, end);
        return time.chunksOf(readOn(slice, at, { sliceBytes: aloneBytes, end }, read), onRead);
      },
      readBytes: (start, end) => gather(time.chunksOf([read(start, end)], onReadAside)),
      wantsPart: (isWithinUnit) => clock.now() - reportedAt >= everyMs(isWithinUnit),
      onPart: (part, about) => void report(part, about),
      onSplit: (cut) => void push({ type: 'split', slice: index, ...cut }),
      onBegin: reader.lookBy,
    });
    reader.end();

    const { fault, count } = counted;
    const isTimeOver = fault !== undefined && time.hasEnded();
    if (fault && counted.resumable && (isTimeOver || fault.retryable)) {
      const { part, about, isEnd } = counted.resumable;
      if (isEnd) return push({ type: 'count', slice: index, ...part, ms: takeMs() });
      await report(part, about);
      if (!isTimeOver) await push({ type: 'failed', slice: index, ...fault, ms: 0 });
      return;
    }
    const ms = takeMs();
    if (!fault) {
      const { start, next, conditional, remark } = counted;
      const about = { slice: index, start, next, count, ms };
      const more = { ...(conditional && { conditional }), ...(remark && { remark }) };
      await push({ type: 'count', ...about, ...more });
      return;
    }
    // A slice that came further, or had not all of the time to itself, is given back without a word; so is what
    // the store gave nothing of.
    const isHopeless = isAlone(index) && sliceReadBytes > 0 && !hasReported;
    if (isTimeOver && !isHopeless) return;
    const { start } = counted;
    if (isTimeOver && slice.seek !== undefined && !start) {
      // A worker that comes to it from the left need not seek, and can say how far it came.
      await push({
        type: 'count',
        slice: index,
        start: null,
        next: { at: slice.end },
        count,
        ms,
      });
      return;
    }
    const about = { slice: index, count, ms, ...(start && { start }) };
    await push({ type: 'failed', ...about, ...(isTimeOver ? OUT_OF_TIME : fault) });
  };
}

/** Further digits of a clock are noise, and long to write. */
export function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
