// Makes frames of both tiers, with defaults for members that do not matter to a test.

import type { Position } from '../../src/formats/position.ts';
import type { CascadeFrame, WorkerFrame } from '../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type Slice } from '../../src/protocol/request.ts';

type FrameOf<Frame, Type> = Extract<Frame, { type: Type }>;

export const HELLO = {
  type: 'hello',
  protocol: PROTOCOL_VERSION,
  version: '0.0.0',
  requestId: 'r',
} as const;
export const END = { type: 'end' } as const;

/** A tally in which lines and bytes follow from the words, so that one number tells them apart. */
export function tallyOf(words: number) {
  return { bytes: words * 10, lines: words * 2, words };
}

/** A count of whole words: no word crosses its borders. */
export function countOf(words: number) {
  return { ...tallyOf(words), startsInWord: false, endsInWord: false };
}

export function objectFrame(object: number, words: number): FrameOf<CascadeFrame, 'object'> {
  return { type: 'object', object, count: tallyOf(words), ms: 5, pieces: 1 };
}

export function sumFrame(ranges: [number, number][], words: number): FrameOf<CascadeFrame, 'sum'> {
  return { type: 'sum', ranges, count: tallyOf(words), slowest: [] };
}

/** An object that is verified up to `at` with this many words; the rest is one slice. */
export function objectCheckpointFrame(
  object: number,
  words: number,
  { at = words, end = 1_000, number = words }: { at?: number; end?: number; number?: number } = {},
): FrameOf<CascadeFrame, 'object-checkpoint'> {
  const verifiedUpTo = { at };
  const state = {
    format: 'plain',
    ms: 7,
    verifiedUpTo,
    sinceFault: countOf(words),
    tally: tallyOf(0),
    pieces: 1,
  };
  return {
    type: 'object-checkpoint',
    object,
    number,
    state: { ...state, spans: [{ start: at, end }] },
  };
}

export function failedFrame(
  object: number,
  about: { code?: string; retryable?: boolean; words?: number } = {},
): Extract<CascadeFrame, { type: 'failed' }> {
  const { code = 'read-failed', retryable = false, words } = about;
  return {
    type: 'failed',
    object,
    code,
    message: 'm',
    retryable,
    ms: 3,
    ...(words !== undefined && { count: tallyOf(words) }),
  };
}

/** The count frame of a whole slice; by default the slice has as many bytes as the count, from 0. */
export function countFrame(
  slice: number,
  words: number,
  {
    start: at = 0,
    end = words,
    decoderState,
  }: Partial<Pick<Slice, 'start' | 'end' | 'decoderState'>> = {},
): FrameOf<WorkerFrame, 'count'> {
  const start = { at, ...(decoderState !== undefined && { decoderState }) };
  return { type: 'count', slice, start, next: { at: end }, count: countOf(words), ms: 5 };
}

export function checkpointFrame(
  slice: number,
  words: number,
  places: { start: Position; next: Position },
  format = 'plain',
): FrameOf<WorkerFrame, 'checkpoint'> {
  return { type: 'checkpoint', slice, ...places, count: countOf(words), format, ms: 5 };
}

export function sliceFailedFrame(
  slice: number,
  about: { code?: string; retryable?: boolean; words?: number; start?: number } = {},
): FrameOf<WorkerFrame, 'failed'> {
  const { code = 'read-failed', retryable = false, words, start = 0 } = about;
  return {
    type: 'failed',
    slice,
    code,
    message: 'm',
    retryable,
    start: { at: start },
    ms: 3,
    ...(words !== undefined && { count: countOf(words) }),
  };
}
