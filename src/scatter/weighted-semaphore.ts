// A number of places, of which each taker may have several.

export interface WeightedSemaphore {
  /**
   * Resolves to as many places as are free, up to `wanted`, once there are `atLeast` or what is
   * wanted; in the order of asking.
   */
  acquire(wanted: number, atLeast: number): Promise<number>;
  /** The same, before all that wait by {@link acquire}. */
  acquireFirst(wanted: number, atLeast: number): Promise<number>;
  release(places: number): void;
  /** All places, taken or free. */
  total(): number;
  /** Adds places until there are so many; what there is stays. */
  growTo(places: number): void;
}

interface Waiting {
  readonly isUrgent: boolean;
  readonly wanted: number;
  readonly atLeast: number;
  readonly grant: (places: number) => void;
}

export function createWeightedSemaphore(initial: number): WeightedSemaphore {
  const waiting: Waiting[] = [];
  let total = initial;
  let free = initial;

  function grantWhatCanBe(): void {
    for (;;) {
      const [first] = waiting;
      if (!first || Math.min(first.wanted, first.atLeast, total) > free) return;
      waiting.shift();
      const places = Math.min(first.wanted, free);
      free -= places;
      first.grant(places);
    }
  }

  return {
    acquire: (wanted, atLeast) =>
      new Promise((grant) => {
        waiting.push({ wanted, atLeast, grant, isUrgent: false });
        grantWhatCanBe();
      }),
    acquireFirst: (wanted, atLeast) =>
      new Promise((grant) => {
        const behind = waiting.filter(({ isUrgent }) => isUrgent).length;
        waiting.splice(behind, 0, { wanted, atLeast, grant, isUrgent: true });
        grantWhatCanBe();
      }),
    release(places) {
      free += places;
      grantWhatCanBe();
    },
    total: () => total,
    growTo(places) {
      if (places <= total) return;
      free += places - total;
      total = places;
      grantWhatCanBe();
    },
  };
}
