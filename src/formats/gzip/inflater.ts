// A raw deflate stream (RFC 1951), decoded by the kernel a piece of input after the other, at once and
// without a promise. Any number of streams may be in progress.

import type { Sink } from '../format.ts';
import type { FormCounter } from './form-counter.ts';
import { DAMAGE, FIELD, type InflateKernel, STATUS } from './kernel.ts';
import { symbolOf } from './kernel-symbols.ts';
import { endTurn, takeTurn } from './kernel-turn.ts';
import { createAlternatingCopy, createReusedCopy } from './reused-copy.ts';
import { WINDOW_BYTES } from './window.ts';

/** The state that it takes to begin at a block in the middle of a stream. */
export interface BlockEntry {
  /** In which bit of the first byte the block begins: 0 to 7, the lowest first. */
  readonly bit: number;
  /**
   * The decoded bytes before the block: the last 32 KiB, or all if that is less. Left out where it is
   * not known, for an inflater with a form.
   */
  readonly window?: Uint8Array;
}

/**
 * Called where a block has ended and another follows, when all before is in the sink. `bits` is how
 * many bits there are from the first byte of input up to there. Where it says false, decoding ends.
 * Where it says `untold`, it is not called for the blocks that follow in the bytes that were pushed,
 * which is faster: the kernel does not stop there.
 */
export type OnBlock = (bits: number) => boolean | 'untold';

export interface Inflater {
  /** Begins a new stream, whatever became of the last one. */
  begin(decoderState?: BlockEntry): void;
  /**
   * Decodes all that can be, and gives it to the sink. Returns how many of the bytes were read as
   * wholes: all, unless the stream has ended, is damaged or was left at a block.
   */
  push(bytes: Uint8Array, sink: Sink, onBlock?: OnBlock): number;
  /** Whether the stream's end was met. */
  readonly isEnded: boolean;
  /** The fault of the stream, if it has one. */
  readonly damage: string | undefined;
  /**
   * A copy of the last 32 KiB that were decoded, or of all if that is less, while it goes on: bytes,
   * or symbols where the form is open. Only what the last two calls gave is valid, because its memory is used again.
   */
  window(): Uint8Array | Uint16Array;
}

/** The state that a stream takes with it. */
interface Stash {
  readonly state: Uint8Array;
  readonly window: Uint8Array;
  readonly input: Uint8Array;
}

/**
 * With a form, a stream that is begun without a window is decoded to symbols, and these are added to
 * the form, until the last 32 KiB are known: only what comes then is given to the sink.
 */
export function createInflater(kernel: InflateKernel, form?: FormCounter): Inflater {
  const { memory, state, inputCapacity, functions } = kernel;
  let stash: Stash | undefined;
  let taken = 0;
  let status: number = STATUS.needsInput;
  const copyState = createReusedCopy();
  const copyWindow = createReusedCopy();
  const copyInput = createReusedCopy();
  const copyToldWindow = createAlternatingCopy();

  function putAside(): void {
    stash = {
      state: copyState(memory.subarray(kernel.stateAt, kernel.stateEnd)),
      window: copyWindow(windowBytes()),
      input: copyInput(memory.subarray(field(FIELD.inputAt), field(FIELD.inputEnd))),
    };
    form?.putAside();
  }

  function field(index: number): number {
    return state[index] as number;
  }

  function takeUp(): void {
    if (!takeTurn(putAside) || !stash) return;
    memory.set(stash.state, kernel.stateAt);
    memory.set(stash.input, field(FIELD.inputAt));
    memory.set(stash.window, kernel.outputAt - stash.window.length);
    state[FIELD.oldest] = kernel.outputAt - stash.window.length;
    state[FIELD.outputAt] = kernel.outputAt;
    form?.takeUp();
    stash = undefined;
  }

  function windowBytes(): Uint8Array {
    const most = form?.isOpen ? 2 * WINDOW_BYTES : WINDOW_BYTES;
    const end = field(FIELD.outputAt);
    return memory.subarray(Math.max(field(FIELD.oldest), end - most), end);
  }

  /** How many of the bytes that were taken are not consumed. */
  function unread(): number {
    return field(FIELD.inputEnd) - field(FIELD.inputAt);
  }

  function addToForm(open: FormCounter, from: number, to: number): void {
    open.add(from, to);
    if (!open.isOpen) functions.narrowWindow();
  }

  function bitsRead(): number {
    return 8 * (taken - unread()) - field(FIELD.bitCount);
  }

  /** Says of which blocks to tell in the pieces that follow. */
  function pushPiece(piece: Uint8Array, sink: Sink, onBlock?: OnBlock): OnBlock | undefined {
    memory.set(piece, field(FIELD.inputEnd));
    taken += piece.length;
    let bytes = piece.length;
    let told = onBlock;
    let goesOn: boolean;
    do {
      status = (form?.isOpen ? functions.inflateMarkers : functions.inflate)(bytes, told ? 1 : 0);
      bytes = 0;
      const from = field(FIELD.chunkAt);
      const to = field(FIELD.outputAt);
      if (form?.isOpen) addToForm(form, from, to);
      else if (to > from) sink(memory.subarray(from, to));
      goesOn = status === STATUS.outputIsFull;
      if (status === STATUS.blockEnded) {
        const answer = told?.(bitsRead()) ?? false;
        if (answer === 'untold') told = undefined;
        goesOn = answer !== false;
      }
    } while (goesOn);
    return told;
  }

  return {
    begin(decoderState) {
      takeTurn(putAside);
      stash = undefined;
      taken = 0;
      status = STATUS.needsInput;
      const window = decoderState?.window?.subarray(-WINDOW_BYTES);
      const isUnknown = decoderState !== undefined && !window;
      form?.begin(isUnknown);
      if (isUnknown) {
        functions.beginMarkers(decoderState.bit);
        return;
      }
      if (window) memory.set(window, kernel.outputAt - window.length);
      functions.begin(window?.length ?? 0, decoderState?.bit ?? 0);
    },
    push(bytes, sink, onBlock) {
      takeUp();
      let pushed = 0;
      let told = onBlock;
      while (pushed < bytes.length && status === STATUS.needsInput) {
        const piece = bytes.subarray(pushed, pushed + inputCapacity);
        told = pushPiece(piece, sink, told);
        pushed += piece.length;
      }
      if (status === STATUS.needsInput) return pushed;
      form?.close();
      endTurn();
      return Math.max(0, pushed - unread() - (field(FIELD.bitCount) > 0 ? 1 : 0));
    },
    get isEnded() {
      return status === STATUS.streamEnded;
    },
    get damage() {
      return DAMAGE[status];
    },
    window() {
      takeUp();
      const copy = copyToldWindow(windowBytes());
      if (!form?.isOpen) return copy;
      const symbols = new Uint16Array(copy.buffer, copy.byteOffset, copy.length / 2);
      for (const [index, marker] of symbols.entries()) symbols[index] = symbolOf(marker);
      return symbols;
    },
  };
}
