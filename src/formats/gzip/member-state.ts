// The state with which decoding goes on at a block in the middle of a member, as text: in which bit the block begins,
// the checksum and the length of what comes before it, and the window.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { DecodeError } from '../../errors/decode-error.ts';
import { WINDOW_BYTES } from './window.ts';

export interface MemberState {
  /** In which bit of its first byte the block begins: 0 to 7, the lowest first. */
  readonly bit: number;
  /** The CRC-32 of what comes before in the member. */
  readonly checksum: number;
  /** How many bytes that is. */
  readonly length: number;
  /** The last 32 KiB of it, or all if that is less. */
  readonly window: Uint8Array;
}

/** A block of which nothing is known but where it begins. */
export interface SoughtBlock {
  readonly bit: number;
  readonly window?: undefined;
}

/** The bit, the checksum, the length, and the window deflated and in base64. */
const NOTATION = /^([0-7]),(\d{1,10}),(\d{1,16}),([A-Za-z0-9+/]*={0,2})$/;

/** Takes about a millisecond. Text compresses to some 5 to 15 KB; at most there are 44 KB. */
export function writeMemberState({ bit, checksum, length, window }: MemberState): string {
  return [bit, checksum, length, deflateRawSync(window).toString('base64')].join(',');
}

/**
 * The known state of a block at which decoding begins: only its bit, if it was searched for.
 * @throws {DecodeError} `corrupt` if nobody can have written it.
 */
export function readMemberEntry(text: string): MemberState | SoughtBlock {
  return text.length === 1 && text >= '0' && text <= '7'
    ? { bit: Number(text) }
    : readMemberState(text);
}

/** @throws {DecodeError} `corrupt` if {@link writeMemberState} can't have written it. */
export function readMemberState(text: string): MemberState {
  const [, bit, checksum, length, window] = NOTATION.exec(text) ?? [];
  const state = {
    bit: Number(bit),
    checksum: Number(checksum),
    length: Number(length),
    window: inflateWindow(window ?? ''),
  };
  const isSound =
    state.checksum < 2 ** 32 &&
    Number.isSafeInteger(state.length) &&
    state.window?.length === Math.min(state.length, WINDOW_BYTES);
  if (isSound && state.window) return { ...state, window: state.window };
  throw new DecodeError('corrupt', `no place in a gzip member is such as ${text.slice(0, 40)}`);
}

function inflateWindow(base64: string): Uint8Array | undefined {
  try {
    return inflateRawSync(Buffer.from(base64, 'base64'), { maxOutputLength: WINDOW_BYTES });
  } catch {
    return undefined;
  }
}
