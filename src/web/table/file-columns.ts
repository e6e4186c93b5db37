// The results of files, column by column, so that very many are drawn and sorted fast. Beyond a bound
// they are a sample, so that a run of millions of files does not fill the browser's memory.

import { describeReason, isNotReached } from '../../errors/reasons.ts';
import type { ObjectSettled } from '../../events/run-event.ts';
import { hashText } from './hash-text.ts';

/** How a file ended. `unreached`: the run ended before it. */
export const OUTCOMES = ['counted', 'partial', 'failed', 'skipped', 'unreached'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The results of one file. */
export interface FileRow {
  readonly key: string;
  readonly words: number;
  readonly lines: number;
  readonly bytes: number;
  readonly sizeBytes: number;
  readonly ms: number;
  readonly outcome: Outcome;
  readonly reason: string | undefined;
}

const FIRST_CAPACITY = 1_024;

/** More files are thinned out: about 60 MB with keys of a hundred characters. */
const MAX_FILES = 200_000;

export class FileColumns {
  /** The files that are kept. */
  count = 0;
  /** All files that were added. */
  total = 0;
  /** Raised when files have been left out, and the others have moved. */
  version = 0;
  maxWords = 0;
  maxLines = 0;
  minWords = Infinity;
  minLines = Infinity;
  /** The least number above 0. */
  minSomeWords = Infinity;
  minSomeLines = Infinity;
  words = new Float64Array(FIRST_CAPACITY);
  lines = new Float64Array(FIRST_CAPACITY);
  sizes = new Float64Array(FIRST_CAPACITY);
  times = new Float64Array(FIRST_CAPACITY);
  /** Indices into {@link OUTCOMES}. */
  outcomes = new Uint8Array(FIRST_CAPACITY);
  keys: string[] = [];
  readonly #maxFiles: number;
  #bytes = new Float64Array(FIRST_CAPACITY);
  /** Indices into the reasons that occurred; 0 for none. */
  #reasons = new Uint16Array(FIRST_CAPACITY);
  readonly #codes: (string | undefined)[] = [undefined];
  readonly #byOutcome = OUTCOMES.map(() => 0);
  #keptCounted = 0;
  /** One of so many files is kept: of those counted, and of the others. */
  #strides = { counted: 1, others: 1 };

  constructor(maxFiles = MAX_FILES) {
    this.#maxFiles = maxFiles;
  }

  get strides(): { readonly counted: number; readonly others: number } {
    return this.#strides;
  }

  add(object: ObjectSettled): void {
    const outcome = OUTCOMES.indexOf(outcomeOf(object));
    this.total += 1;
    this.#byOutcome[outcome] = (this.#byOutcome[outcome] ?? 0) + 1;
    if (!this.#keeps(object.key, outcome)) return;
    if (this.count === this.#maxFiles) {
      this.#thinOut();
      if (!this.#keeps(object.key, outcome)) return;
    }
    this.#append(object, outcome);
  }

  row(index: number): FileRow {
    return {
      key: this.keys[index] as string,
      words: this.words[index] as number,
      lines: this.lines[index] as number,
      bytes: this.#bytes[index] as number,
      sizeBytes: this.sizes[index] as number,
      ms: this.times[index] as number,
      outcome: OUTCOMES[this.outcomes[index] as number] as Outcome,
      reason: this.#codes[this.#reasons[index] as number],
    };
  }

  hasReason(index: number): boolean {
    return this.#reasons[index] !== 0;
  }

  /** Whether words and lines of the file are known. */
  isCounted(index: number): boolean {
    return (this.outcomes[index] as number) <= 1;
  }

  /** The number of all files, also of those that are not kept. */
  countOf(outcome: Outcome): number {
    return this.#byOutcome[OUTCOMES.indexOf(outcome)] as number;
  }

  #append({ key, words, lines, bytes, sizeBytes, ms, reason }: ObjectSettled, outcome: number) {
    const at = this.count;
    if (at === this.words.length) this.#grow();
    this.words[at] = words;
    this.lines[at] = lines;
    this.sizes[at] = sizeBytes;
    this.times[at] = ms;
    this.outcomes[at] = outcome;
    this.#bytes[at] = bytes;
    this.#reasons[at] = this.#codeOf(reason);
    this.keys.push(key);
    this.count += 1;
    if (outcome === 0) this.#keptCounted += 1;
    if (!this.isCounted(at)) return;
    this.maxWords = Math.max(this.maxWords, words);
    this.maxLines = Math.max(this.maxLines, lines);
    this.minWords = Math.min(this.minWords, words);
    this.minLines = Math.min(this.minLines, lines);
    if (words > 0) this.minSomeWords = Math.min(this.minSomeWords, words);
    if (lines > 0) this.minSomeLines = Math.min(this.minSomeLines, lines);
  }

  #codeOf(reason: string | undefined): number {
    const known = this.#codes.indexOf(reason);
    return known < 0 ? this.#codes.push(reason) - 1 : known;
  }

  #keeps(key: string, outcome: number): boolean {
    const { counted, others } = this.#strides;
    const stride = outcome === 0 ? counted : others;
    return stride === 1 || hashText(key) % stride === 0;
  }

  /** Files that were not counted whole are left out only if they alone are too many. */
  #thinOut(): void {
    const { counted, others } = this.#strides;
    const isMostlyCounted = this.#keptCounted * 2 >= this.count;
    this.#strides = isMostlyCounted
      ? { counted: counted * 2, others }
      : { counted, others: others * 2 };
    this.#keptCounted = 0;
    let to = 0;
    for (let from = 0; from < this.count; from += 1) {
      const outcome = this.outcomes[from] as number;
      if (!this.#keeps(this.keys[from] as string, outcome)) continue;
      for (const column of this.#columns()) column[to] = column[from] as number;
      this.keys[to] = this.keys[from] as string;
      if (outcome === 0) this.#keptCounted += 1;
      to += 1;
    }
    this.keys.length = to;
    this.count = to;
    this.version += 1;
  }

  #columns() {
    const { words, lines, sizes, times, outcomes } = this;
    return [words, lines, sizes, times, outcomes, this.#bytes, this.#reasons];
  }

  #grow(): void {
    const capacity = this.words.length * 2;
    this.words = enlarge(this.words, new Float64Array(capacity));
    this.lines = enlarge(this.lines, new Float64Array(capacity));
    this.sizes = enlarge(this.sizes, new Float64Array(capacity));
    this.times = enlarge(this.times, new Float64Array(capacity));
    this.outcomes = enlarge(this.outcomes, new Uint8Array(capacity));
    this.#bytes = enlarge(this.#bytes, new Float64Array(capacity));
    this.#reasons = enlarge(this.#reasons, new Uint16Array(capacity));
  }
}

function enlarge<Column extends Float64Array | Uint8Array | Uint16Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}

function outcomeOf({ status, reason }: ObjectSettled): Outcome {
  return status === 'skipped' && isNotReached(reason) ? 'unreached' : status;
}

export function nameOf(outcome: Outcome): string {
  return outcome === 'unreached' ? 'not reached' : outcome;
}

/** Empty for a file that was counted whole without a remark. */
export function describeStatus({ outcome, reason }: FileRow): string {
  if (reason === undefined) return outcome === 'counted' ? '' : nameOf(outcome);
  return `${nameOf(outcome)}: ${describeReason(reason)}`;
}

/** The same in two or three words, for a narrow column. */
export function describeStatusBriefly({ outcome, reason }: FileRow): string {
  if (reason === undefined || outcome === 'unreached') return nameOf(outcome);
  return `${nameOf(outcome)} · ${reason.replaceAll('-', ' ')}`;
}
