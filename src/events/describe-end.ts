// How a run ended, as a sentence for people.

import { formatCount, formatDuration, formatNumber, formatSize } from '../text/format-quantity.ts';
import { describeCutShort } from './describe-limit.ts';
import { describeNoMatch } from './describe-source.ts';
import { settledObjects, type Totals } from './totals.ts';

export function describeEnd(totals: Totals): string {
  const { started, status, objects, elapsedMs, countedBytes, listed } = totals;
  const all = settledObjects(totals);
  const time = formatDuration(elapsedMs);
  const counted = `${formatNumber(objects.counted)} of ${formatCount(all, 'key')} counted whole`;
  if (all === 0 && status !== 'interrupted') {
    return `${describeNoMatch(started?.source)} (${time})`;
  }
  const read = `${formatSize(countedBytes)} of ${formatSize(listed.sizeBytes)} read`;
  const cut = describeCutShort(totals);
  if (cut !== undefined) return `Incomplete: ${cut} after ${time}; ${counted}.`;
  switch (status) {
    case 'complete':
      return `Complete: ${all === 1 ? '' : 'all '}${formatCount(all, 'key')} counted in ${time}.`;
    case 'interrupted':
      return `Interrupted after ${time}: ${counted}, ${read}.`;
    default:
      return `Incomplete: ${counted}, in ${time}.`;
  }
}
