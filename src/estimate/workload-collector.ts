// Collects the workload of a run, page by page of its listing.

import type { Format } from '../formats/format.ts';
import { formatByName, formatNamed } from '../formats/recognise.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { Work } from './worker-model.ts';
import type { DividableWork, Workload } from './workload.ts';

export interface WorkloadCollector {
  add(objects: Iterable<{ readonly key: string; readonly sizeBytes: number }>): void;
  /** The sums alone, which go on growing. */
  figures(): Readonly<Work>;
  current(): Workload;
}

export const NO_WORK: Work = { objects: 0, sizeBytes: 0, cost: 0 };

/** Sums that grow in place, because every key of a run is added to some of them. */
type Growing<T> = { -readonly [Name in keyof T]: T[Name] };

interface FormatWork extends Growing<Pick<Work, 'objects' | 'sizeBytes'>> {
  readonly costPerByte: number;
  readonly isDividable: boolean;
  readonly mayBeConditional: boolean;
}

/** `as` is what every object is taken for; left out, the names tell. */
export function createWorkloadCollector(as?: AsFormat): WorkloadCollector {
  const all: Growing<Work> = { ...NO_WORK };
  let largest = NO_WORK;
  let largestUndivided = NO_WORK;
  const dividable: Growing<Required<DividableWork>>[] = [];
  const byFormat = new Map<Format, FormatWork>();
  const given = as === undefined ? undefined : formatNamed(as);

  function workOf(format: Format): FormatWork {
    let work = byFormat.get(format);
    if (!work) {
      work = toFormatWork(format);
      byFormat.set(format, work);
    }
    return work;
  }

  function addOne(sizeBytes: number, work: FormatWork): void {
    const cost = sizeBytes * work.costPerByte;
    addTo(all, sizeBytes, cost);
    work.objects += 1;
    work.sizeBytes += sizeBytes;
    if (cost > largest.cost) largest = { objects: 1, sizeBytes, cost };
    if (!work.isDividable && sizeBytes > 0) {
      if (cost > largestUndivided.cost) largestUndivided = { objects: 1, sizeBytes, cost };
      return;
    }
    const digits = digitsOf(cost);
    while (dividable.length <= digits) dividable.push({ ...NO_WORK, maybeConditional: 0 });
    const others = dividable[digits] as Growing<Required<DividableWork>>;
    addTo(others, sizeBytes, cost);
    if (work.mayBeConditional) others.maybeConditional += cost;
  }

  return {
    add(objects) {
      for (const { key, sizeBytes } of objects) {
        addOne(sizeBytes, workOf(given ?? formatByName(key)));
      }
    },
    figures: () => all,
    current: () => ({
      ...all,
      largest,
      largestUndivided,
      dividable: dividable.map((work) => (work.objects === 0 ? NO_WORK : { ...work })),
      byFormat: new Map(
        Array.from(byFormat, ([{ name }, { objects, sizeBytes }]) => [
          name,
          { objects, sizeBytes },
        ]),
      ),
    }),
  };
}

function toFormatWork(format: Format): FormatWork {
  const hint = format.splitHint(NO_BYTES, false);
  return {
    ...{ objects: 0, sizeBytes: 0, costPerByte: format.costPerByte },
    isDividable: hint !== undefined,
    mayBeConditional: hint !== undefined && format.mayBeConditional?.(hint) === true,
  };
}

const NO_BYTES = new Uint8Array(0);

function addTo(sums: Growing<Work>, sizeBytes: number, cost: number): void {
  sums.objects += 1;
  sums.sizeBytes += sizeBytes;
  sums.cost += cost;
}

/** The number of binary digits of a cost's whole part. */
function digitsOf(cost: number): number {
  return cost < 2 ** 32 ? 32 - Math.clz32(cost) : Math.floor(Math.log2(cost)) + 1;
}
