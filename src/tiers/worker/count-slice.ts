// Counts one slice: read, recognise or seek, decode, count. On its way it tells how far it came, and
// gives away what others can count.

import { EMPTY_COUNT } from '../../counting/count.ts';
import { isSliceable, type WordRule } from '../../counting/word-rule.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { ReadError } from '../../errors/read-error.ts';
import type { ReasonCode } from '../../errors/reasons.ts';
import type { ByteSource } from '../../formats/byte-cursor.ts';
import { ByteCursor } from '../../formats/byte-cursor.ts';
import type { Decoding, Format, ReadBytes } from '../../formats/format.ts';
import type { Position } from '../../formats/position.ts';
import {
  AS_PLAIN,
  formatByName,
  formatNamed,
  type Recognition,
  recogniseFormat,
} from '../../formats/recognise.ts';
import type { AsFormat } from '../../protocol/as-format.ts';
import type { Slice } from '../../protocol/request.ts';
import {
  type CountedSlice,
  conditionalOf,
  type FaultySlice,
  noneBegins,
  type PartAbout,
  toFault,
  tooConditional,
} from './counted-slice.ts';
import { createNestedCheck, type NestedCheck } from './nested-check.ts';
import { type CountedPart, createSliceProgress } from './slice-progress.ts';
import { createSliceSplitter, type SliceSplitter, type Split } from './split-slice.ts';

export interface SlicePorts {
  readonly words: WordRule;
  /** Left out, the format is told by the object's first bytes. */
  readonly as?: AsFormat | undefined;
  /** Most bytes to count alone; left out, nothing is given away. */
  readonly sliceBytes?: number | undefined;
  /**
   * The object's bytes from an offset on, in order, as far as they are taken; `end` tells where the
   * slice ends, which may become sooner.
   */
  readonly open: (at: number, end: () => number) => ByteSource;
  readonly readBytes: ReadBytes;
  /**
   * Asked at each place that is reached, or passed within a unit: whether the count up to there is to
   * be reported.
   */
  readonly wantsPart: (isWithinUnit: boolean) => boolean;
  readonly onPart: (part: CountedPart, about: PartAbout) => void;
  readonly onSplit: (cut: Split) => void;
  /** Given a look at what was counted since the last part, as far as it is known where that begins. */
  readonly onBegin?: (look: () => Pick<CountedPart, 'count' | 'start'> | undefined) => void;
}

/** After so many places that turned out to be none, a slice is taken to have none. */
const MAX_FALSE_PLACES = 16;

export async function countSlice(slice: Slice, ports: SlicePorts): Promise<CountedSlice> {
  const { words } = ports;
  const sliceBytes = isSliceable(words) ? ports.sliceBytes : undefined;
  const splitter = createSliceSplitter(slice, sliceBytes, ports.onSplit);
  const progress = createSliceProgress(startOf(slice), words);
  let format = slice.format === undefined ? undefined : formatNamed(slice.format);
  let isDoubtful = slice.seek !== undefined;
  let seekAt = slice.start;
  let falsePlaces = 0;
  let preserveOutputFrom = Number.POSITIVE_INFINITY;
  let next: Position | undefined;
  let remark: ReasonCode | undefined;
  let nested: NestedCheck | undefined;

  // Where nothing of it was covered before, an attempt begins with what is known.
  if (format && slice.start === 0) watchForOddities(format);

  ports.onBegin?.(() =>
    isDoubtful ? undefined : { count: progress.count(), start: progress.start() },
  );

  /** Only from an object's beginning on it shows whether there is something to remark on. */
  function watchForOddities(known: Format): void {
    if (known.name !== 'plain') nested = createNestedCheck();
    else if (!ports.as && known !== formatByName(slice.key)) remark = 'not-as-named';
  }

  function aboutPart({ name }: Format): PartAbout {
    const code = nested?.isNested() ? 'still-compressed' : remark;
    return { format: name, ...(code && { remark: code }) };
  }

  /** Takes what comes before the place as counted, and reports it if that is wanted. */
  function moveTo(known: Format, position: Position, isWithinUnit: boolean): void {
    progress.reach(position);
    nested?.reach();
    if (progress.condition()?.isOpen || !ports.wantsPart(isWithinUnit)) return;
    const part = progress.takePart();
    if (part) ports.onPart(part, aboutPart(known));
    else if (progress.condition()) throw tooConditional();
  }

  function decodingOf(known: Format): Decoding {
    return {
      sink: (chunk) => {
        nested?.update(chunk);
        progress.update(chunk);
      },
      end: splitter.end,
      preserveOutputFrom,
      reach(position) {
        isDoubtful = false;
        if (!isSliceable(words)) return true;
        if (known.seek) splitter.trySplit(known, position.decoderState ?? '', position.at);
        if (position.at >= splitter.end()) {
          next = position;
          return false;
        }
        moveTo(known, position, false);
        return true;
      },
      pass(position) {
        if (!isSliceable(words)) return true;
        isDoubtful = false;
        if (position.at >= splitter.end()) {
          next = position;
          return false;
        }
        // Two blocks may begin in one byte, but parts are told apart by theirs.
        if (position.at > progress.place().at) moveTo(known, position, true);
        return true;
      },
      suppose(condition) {
        if (slice.seek === undefined) throw new Error('only a sought place may lack its state');
        progress.suppose(condition);
      },
      words,
      remark(code) {
        remark ??= code;
      },
    };
  }

  function faultyAfter(error: unknown): FaultySlice {
    // Where a place was sought and never reached, nothing is known of what was counted.
    const counted =
      isDoubtful || progress.condition()
        ? { count: EMPTY_COUNT }
        : { count: progress.count(), start: progress.start() };
    const isEnd = progress.conditionOfPlace()?.isOpen ?? false;
    const part = progress.takePart();
    const resumable = part && format && { part, about: aboutPart(format), isEnd };
    return {
      ...counted,
      fault: toFault(error),
      ...(format && { format: format.name }),
      ...(resumable && { resumable }),
    };
  }

  for (;;) {
    const at = isDoubtful ? seekAt : progress.place().at;
    const cursor = new ByteCursor(ports.open(at, splitter.end), at);
    try {
      if (!format) {
        const recognition = ports.as === 'plain' ? AS_PLAIN : await recogniseFormat(cursor);
        ({ format } = recognition);
        watchForOddities(format);
        await splitAtOutset(recognition, slice, splitter, ports.readBytes);
        if (recognition.mustRestart) continue;
      }
      if (isDoubtful) {
        const found = await format.seek?.(cursor, splitter.end(), slice.seek ?? '');
        if (!found) return noneBegins(splitter.end());
        progress.beginAt(found);
      }
      await format.decode(cursor, decodingOf(format), progress.place().decoderState);
      return {
        count: progress.count(),
        start: progress.start(),
        // Where its state is only made when it is read, it is made now.
        next: next ? { ...next } : { at: cursor.position },
        ...conditionalOf(progress.condition()),
        ...aboutPart(format),
      };
    } catch (error) {
      if (error instanceof DecodeError && isDoubtful) {
        // The place that was found there only looked like one.
        falsePlaces += 1;
        if (falsePlaces === MAX_FALSE_PLACES) return noneBegins(splitter.end());
        seekAt = progress.place().at + 1;
      } else if (error instanceof DecodeError && progress.condition()) {
        // A worker that comes to it from the left goes through it, and knows more.
        return noneBegins(splitter.end());
      } else if (error instanceof DecodeError && error.preserveOutputFrom !== undefined) {
        ({ preserveOutputFrom } = error);
        progress.rewind();
        nested?.rewind();
      } else {
        return faultyAfter(error);
      }
    } finally {
      await cursor.close();
    }
  }
}

/** Gives away what can be from the outset: by what the object begins with, or by its index. */
async function splitAtOutset(
  { format, splitHint }: Recognition,
  slice: Slice,
  splitter: SliceSplitter,
  readBytes: ReadBytes,
): Promise<void> {
  if (!splitter.isLong(format)) return;
  if (splitHint !== undefined) return splitter.trySplit(format, splitHint, slice.start);
  const index = await format.readIndex?.(slice.sizeBytes, async (start, end) => {
    const bytes = await readBytes(start, end);
    if (bytes.length === end - start) return bytes;
    const message = `the read of ${end - start} bytes at ${start} gave ${bytes.length}`;
    throw new ReadError('read-failed', message, { retryable: true });
  });
  if (index) splitter.trySplit(format, '', slice.start, index);
}

function startOf({ start, decoderState }: Slice): Position {
  return { at: start, ...(decoderState !== undefined && { decoderState }) };
}
