// How much of a run is done, for the shade of the boxes.

import type { Progress } from '../../events/progress.ts';
import { settledObjects, type Totals } from '../../events/totals.ts';

/** 0 to 1; 0 as long as nobody knows how much there is. */
export function shareDone(totals: Totals, progress: Progress): number {
  const { status, listed, warnings } = totals;
  if (status !== 'interrupted') return progress.share ?? 0;
  // An interrupted run settles what it leaves out, and that is not done.
  const leftOut = warnings.find(({ code }) => code === 'interrupted')?.keys ?? 0;
  return listed.objects > 0 ? (settledObjects(totals) - leftOut) / listed.objects : 0;
}
