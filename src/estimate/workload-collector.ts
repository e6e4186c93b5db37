// Collects the workload of a run, page by page of its listing.

import { costOf } from '../formats/counting-cost.ts';
import { formatByName, formatNamed } from '../formats/recognise.ts';
import type { AsFormat } from '../protocol/as-format.ts';
import type { Work } from './worker-model.ts';
import type { DividableWork, Workload } from './workload.ts';

export interface WorkloadCollector {
  add(objects: Iterable<{ readonly key: string; readonly sizeBytes: number }>): void;
  /** The sums alone. */
  figures(): Work;
  current(): Workload;
}

export const NO_WORK: Work = { objects: 0, sizeBytes: 0, cost: 0 };

/** `as` is what every object is taken for; left out, the names tell. */
export function createWorkloadCollector(as?: AsFormat): WorkloadCollector {
  let all = NO_WORK;
  let largest = NO_WORK;
  let largestUndivided = NO_WORK;
  const dividable: DividableWork[] = [];
  const byFormat = new Map<string, Pick<Work, 'objects' | 'sizeBytes'>>();
  const given = as === undefined ? undefined : formatNamed(as);

  function addOne(key: string, sizeBytes: number): void {
    const format = given ?? formatByName(key);
    const cost = costOf({ key, start: 0, end: sizeBytes, format: given?.name });
    const work = { objects: 1, sizeBytes, cost };
    all = addWork(all, work);
    const { objects, sizeBytes: bytes } = byFormat.get(format.name) ?? NO_WORK;
    byFormat.set(format.name, { objects: objects + 1, sizeBytes: bytes + sizeBytes });
    if (cost > largest.cost) largest = work;
    const hint = format.splitHint(NO_BYTES, false);
    if (hint === undefined && sizeBytes > 0) {
      if (cost > largestUndivided.cost) largestUndivided = work;
      return;
    }
    const digits = cost < 1 ? 0 : Math.floor(Math.log2(cost)) + 1;
    while (dividable.length <= digits) dividable.push(NO_WORK);
    const others = dividable[digits] as DividableWork;
    const { maybeConditional = 0 } = others;
    const isConditional = hint !== undefined && format.mayBeConditional?.(hint);
    dividable[digits] = {
      ...addWork(others, work),
      maybeConditional: maybeConditional + (isConditional ? cost : 0),
    };
  }

  return {
    add(objects) {
      for (const { key, sizeBytes } of objects) addOne(key, sizeBytes);
    },
    figures: () => all,
    current: () => ({
      ...all,
      largest,
      largestUndivided,
      dividable: [...dividable],
      byFormat: new Map(byFormat),
    }),
  };
}

const NO_BYTES = new Uint8Array(0);

function addWork(a: Work, b: Work): Work {
  return {
    objects: a.objects + b.objects,
    sizeBytes: a.sizeBytes + b.sizeBytes,
    cost: a.cost + b.cost,
  };
}
