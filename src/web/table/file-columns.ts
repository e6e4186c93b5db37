// The results of all files, column by column, so that tens of thousands are drawn and sorted fast.

import { describeReason } from '../../errors/reasons.ts';
import type { ObjectSettled, ObjectStatus } from '../../events/run-event.ts';

export const STATUSES = [
  'counted',
  'partial',
  'failed',
  'skipped',
] as const satisfies ObjectStatus[];

/** The results of one file. */
export interface FileRow {
  readonly key: string;
  readonly words: number;
  readonly lines: number;
  readonly bytes: number;
  readonly sizeBytes: number;
  readonly status: ObjectStatus;
  readonly reason: string | undefined;
}

const FIRST_CAPACITY = 1_024;

export class FileColumns {
  count = 0;
  maxWords = 0;
  maxLines = 0;
  words = new Float64Array(FIRST_CAPACITY);
  lines = new Float64Array(FIRST_CAPACITY);
  sizes = new Float64Array(FIRST_CAPACITY);
  /** Indices into {@link STATUSES}. */
  statuses = new Uint8Array(FIRST_CAPACITY);
  readonly keys: string[] = [];
  readonly #bytes: number[] = [];
  readonly #reasons: (string | undefined)[] = [];
  readonly #byStatus = [0, 0, 0, 0];

  add({ key, words, lines, bytes, sizeBytes, status, reason }: ObjectSettled): void {
    const at = this.count;
    if (at === this.words.length) this.#grow();
    const statusIndex = STATUSES.indexOf(status);
    this.words[at] = words;
    this.lines[at] = lines;
    this.sizes[at] = sizeBytes;
    this.statuses[at] = statusIndex;
    this.keys.push(key);
    this.#bytes.push(bytes);
    this.#reasons.push(reason);
    this.#byStatus[statusIndex] = (this.#byStatus[statusIndex] ?? 0) + 1;
    this.maxWords = Math.max(this.maxWords, words);
    this.maxLines = Math.max(this.maxLines, lines);
    this.count += 1;
  }

  row(index: number): FileRow {
    return {
      key: this.keys[index] as string,
      words: this.words[index] as number,
      lines: this.lines[index] as number,
      bytes: this.#bytes[index] as number,
      sizeBytes: this.sizes[index] as number,
      status: STATUSES[this.statuses[index] as number] as ObjectStatus,
      reason: this.#reasons[index],
    };
  }

  countOf(status: ObjectStatus): number {
    return this.#byStatus[STATUSES.indexOf(status)] as number;
  }

  #grow(): void {
    const capacity = this.words.length * 2;
    this.words = enlarge(this.words, new Float64Array(capacity));
    this.lines = enlarge(this.lines, new Float64Array(capacity));
    this.sizes = enlarge(this.sizes, new Float64Array(capacity));
    this.statuses = enlarge(this.statuses, new Uint8Array(capacity));
  }
}

function enlarge<Column extends Float64Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Empty for a file that was counted whole without a remark. */
export function describeStatus({ status, reason }: FileRow): string {
  if (reason === undefined) return status === 'counted' ? '' : status;
  return `${status}: ${describeReason(reason)}`;
}
