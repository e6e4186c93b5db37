// What each format of an object's bytes can do.

import type { ByteCursor } from './byte-cursor.ts';

/** Takes decoded bytes, which are valid during the call only. */
export type Sink = (chunk: Uint8Array) => void;

export interface Format {
  readonly name: string;
  /** File name endings that promise this format. */
  readonly extensions: readonly string[];
  /** Whether an object that begins so is of this format. `head` is its first bytes, up to 16. */
  recognises(head: Uint8Array): boolean;
  /**
   * Decodes all of `cursor` into `sink`. What reached the sink stays true when it throws.
   * `carefulFrom` is an encoded offset past which no decoded byte may be lost to an error, at
   * whatever cost in speed.
   * @throws {DecodeError} when the bytes are not what the format demands.
   */
  decode(cursor: ByteCursor, sink: Sink, carefulFrom?: number): Promise<void>;
}
