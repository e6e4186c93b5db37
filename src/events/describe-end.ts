// How a run ended, as a sentence for people.

import { formatCount, formatDuration, formatNumber } from '../text/format-quantity.ts';
import type { SourceName } from './run-event.ts';
import { settledObjects, type Totals } from './totals.ts';

export function describeEnd(totals: Totals): string {
  const { started, status, objects, elapsedMs } = totals;
  const all = settledObjects(totals);
  const time = formatDuration(elapsedMs);
  const counted = `${formatNumber(objects.counted)} of ${formatCount(all, 'key')} counted whole`;
  switch (status) {
    case 'complete':
      if (all === 0) return `${describeNoMatch(started?.source)} (${time})`;
      return `Complete: ${all === 1 ? '' : 'all '}${formatCount(all, 'key')} counted in ${time}.`;
    case 'interrupted':
      return `Interrupted after ${time}: ${counted}.`;
    default:
      return `Incomplete: ${counted}, in ${time}.`;
  }
}

function describeNoMatch(source: SourceName | undefined): string {
  const { prefix = '', prefixes } = source ?? {};
  if (prefixes) return `No keys match any of ${prefixes.length} prefixes.`;
  return prefix === '' ? 'No keys match.' : `No keys match prefix '${prefix}'.`;
}
