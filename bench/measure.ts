// Runs contenders in turn for several rounds, and takes the medians of their costs.

export interface Sample {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb?: number;
  /** The counts, if the contender counts. */
  readonly count?: TextCount;
}

export interface TextCount {
  readonly lines: number;
  readonly words: number;
}

export interface Contender {
  readonly name: string;
  run(): Promise<Sample>;
  /** The reason why its counts may differ from the others', if they may. */
  readonly countsOtherwise?: string;
}

export interface Result {
  readonly name: string;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMb?: number;
}

/**
 * Runs A B C A B C …, so that other work of the machine affects all of them alike.
 * A round before the first one fills caches and lets engines compile; it is not measured.
 */
export async function compare(contenders: readonly Contender[], rounds: number): Promise<Result[]> {
  const samples = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]));
  for (let round = -1; round < rounds; round += 1) {
    const counts: [Contender, TextCount][] = [];
    for (const contender of contenders) {
      const sample = await contender.run();
      if (sample.count) counts.push([contender, sample.count]);
      if (round >= 0) samples.get(contender)?.push(sample);
    }
    requireAgreement(counts);
  }
  return [...samples].map(([{ name }, taken]) => {
    const peaks = taken.flatMap(({ peakMb }) => (peakMb === undefined ? [] : [peakMb]));
    return {
      name,
      wallSeconds: median(taken.map(({ wallSeconds }) => wallSeconds)),
      cpuSeconds: median(taken.map(({ cpuSeconds }) => cpuSeconds)),
      ...(peaks.length > 0 && { peakMb: Math.max(...peaks) }),
    };
  });
}

/** Checks that all contenders count the same. */
function requireAgreement(counts: readonly [Contender, TextCount][]): void {
  const [first, ...others] = counts.filter(([contender]) => !contender.countsOtherwise);
  for (const [contender, { lines, words }] of others) {
    if (!first || (lines === first[1].lines && words === first[1].words)) continue;
    throw new Error(
      `${contender.name} counts ${lines} lines and ${words} words, ` +
        `${first[0].name} ${first[1].lines} and ${first[1].words}`,
    );
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
