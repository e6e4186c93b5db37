// A number of places, of which each taker asks for several at once.

export interface Allotment {
  /** Resolves, in the order of asking, once so many are free; gives no more than there are. */
  take(places: number): Promise<number>;
  giveBack(places: number): void;
}

export function createAllotment(total: number): Allotment {
  const waiting: { readonly places: number; readonly grant: (places: number) => void }[] = [];
  let free = total;

  function grantWhatCanBe(): void {
    for (;;) {
      const [first] = waiting;
      if (!first || first.places > free) return;
      waiting.shift();
      free -= first.places;
      first.grant(first.places);
    }
  }

  return {
    take: (wanted) =>
      new Promise((grant) => {
        waiting.push({ places: Math.min(wanted, total), grant });
        grantWhatCanBe();
      }),
    giveBack(places) {
      free += places;
      grantWhatCanBe();
    },
  };
}
