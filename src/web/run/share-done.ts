// The share of a run that is done, for the shade of the boxes.

import type { Progress } from '../../events/progress.ts';
import { settledObjects, type Totals } from '../../events/totals.ts';

/** From 0 to 1; 0 as long as the total is unknown. */
export function shareDone(totals: Totals, progress: Progress): number {
  const { status, listed, warnings } = totals;
  if (status !== 'interrupted') return progress.share ?? 0;
  // An interrupted run also settles the objects that it left out, which are not done.
  const leftOut = warnings.find(({ code }) => code === 'interrupted')?.keys ?? 0;
  return listed.objects > 0 ? (settledObjects(totals) - leftOut) / listed.objects : 0;
}
