// A number of places, of which each taker may have several.

export interface Allotment {
  /**
   * Resolves to as many places as are free, up to `wanted`, once there are `atLeast` or what is
   * wanted; in the order of asking.
   */
  take(wanted: number, atLeast: number): Promise<number>;
  giveBack(places: number): void;
}

interface Waiting {
  readonly wanted: number;
  readonly atLeast: number;
  readonly grant: (places: number) => void;
}

export function createAllotment(total: number): Allotment {
  const waiting: Waiting[] = [];
  let free = total;

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
    take: (wanted, atLeast) =>
      new Promise((grant) => {
        waiting.push({ wanted, atLeast, grant });
        grantWhatCanBe();
      }),
    giveBack(places) {
      free += places;
      grantWhatCanBe();
    },
  };
}
