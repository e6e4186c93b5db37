// A place in an object from which the bytes that follow can be decoded alone.

export interface Position {
  /** Byte offset in the object. */
  readonly at: number;
  /** The state that the format needs to begin there, in a notation of its own. */
  readonly decoderState?: string | undefined;
}

export function isSamePosition(a: Position, b: Position): boolean {
  return a.at === b.at && a.decoderState === b.decoderState;
}
