// Resolves the count of a part of a member that was counted without its window, once its left neighbour has come to
// where it begins.

import type { Count } from '../../counting/count.ts';
import type { WordRule } from '../../counting/word-rule.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ConditionalSpan, ResolvedSpan } from '../format.ts';
import type { Position } from '../position.ts';
import { joinChecksums } from './checksum.ts';
import { readMemberPart } from './member-part.ts';
import { type MemberState, readMemberState, writeMemberState } from './member-state.ts';
import { evaluateForm, resolveWindow, wordBytesOf } from './slice-form.ts';
import { WINDOW_BYTES } from './window.ts';

/** As `Format.resolve` has it. Takes at most a few milliseconds. */
export function resolvePart(
  { start, next, conditional }: ConditionalSpan,
  place: Position,
  words: WordRule,
): ResolvedSpan | undefined {
  const before = readState(place);
  if (!before || start.at !== place.at || start.decoderState !== String(before.bit)) {
    return undefined;
  }
  const part = readMemberPart(conditional);
  const evaluated = part && evaluateForm(part.form, before.window, wordBytesOf(words));
  if (!part || !evaluated || !isPossible(evaluated.count)) return undefined;
  const { count } = evaluated;
  const checksum = joinChecksums(
    joinChecksums(before.checksum, evaluated.checksum, count.bytes),
    part.knownChecksum,
    part.knownBytes,
  );
  const length = before.length + count.bytes + part.knownBytes;
  const { end } = part;
  if (end.kind === 'trailer') {
    const isRight = end.checksum === checksum && end.length === length % 2 ** 32;
    return isRight ? { count, next } : undefined;
  }
  if (next.decoderState !== String(end.bit)) return undefined;
  const window = resolveWindow(end.window, before.window);
  const isWhole = window.length === Math.min(length, WINDOW_BYTES);
  if (!isWhole || !Number.isSafeInteger(length)) return undefined;
  const state = writeMemberState({ bit: end.bit, checksum, length, window });
  return { count, next: { at: next.at, decoderState: state } };
}

/** The state of a place within a member. */
function readState({ decoderState }: Position): MemberState | undefined {
  if (decoderState === undefined) return undefined;
  try {
    return readMemberState(decoderState);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Whether a text has such a count at all. */
function isPossible({ bytes, lines, words }: Count): boolean {
  return lines <= bytes && words <= Math.ceil(bytes / 2);
}
