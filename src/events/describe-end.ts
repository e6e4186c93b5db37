// How a run ended, as a sentence for people.

import { formatDuration, formatNumber } from '../text/format-quantity.ts';
import { settledObjects, type Totals } from './totals.ts';

export function describeEnd(totals: Totals): string {
  const { status, objects, elapsedMs } = totals;
  const all = settledObjects(totals);
  const time = formatDuration(elapsedMs);
  const counted = `${formatNumber(objects.counted)} of ${formatNumber(all)} keys counted whole`;
  switch (status) {
    case 'complete':
      return all === 0
        ? `There was nothing to count: no key matches. (${time})`
        : `Complete: all ${formatNumber(objects.counted)} keys counted in ${time}.`;
    case 'interrupted':
      return `Interrupted after ${time}: ${counted}.`;
    default:
      return `Incomplete: ${counted}, in ${time}.`;
  }
}
