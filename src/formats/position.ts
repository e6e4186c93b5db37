// A place within an object's encoded bytes from which what follows can be decoded alone.

export interface Position {
  /** Byte offset in the object. */
  readonly at: number;
  /** What the format must know besides to begin there, in a notation of its own. */
  readonly decoderState?: string | undefined;
}

export function isSamePosition(a: Position, b: Position): boolean {
  return a.at === b.at && a.decoderState === b.decoderState;
}
