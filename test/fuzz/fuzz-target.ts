// The targets of fuzzing: something that takes bytes from outside, and what must hold whatever they are.

export interface FuzzTarget {
  readonly name: string;
  /** Sound inputs, of which the others are made. */
  seeds(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Byte sequences that mean something, such as magic numbers. */
  readonly tokens: readonly Uint8Array[];
  /**
   * Runs one input; `random` is uniform in [0, 1) and the same for the same input.
   * @returns in a few words how it went: an input that goes as none did before is made more of.
   * @throws {Error} when something does not hold.
   */
  run(input: Uint8Array, random: () => number): Promise<string>;
}

/** @throws {Error} unless it holds. */
export function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}
