// An event as a line of the log, for those that are worth one.

import { describeReason } from '../../errors/reasons.ts';
import { describeEnd } from '../../events/describe-end.ts';
import type { RunEvent, SourceName } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import { formatNumber, formatSize } from '../../text/format-quantity.ts';

/** @param totals those with the event in them. */
export function describeEvent(event: RunEvent, totals: Totals): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `Counting ${nameOf(event.source)} with the ${event.engine} engine`;
    case 'listed': {
      if (!event.complete) return undefined;
      const { objects, sizeBytes } = totals.listed;
      return `Listing complete: ${formatNumber(objects)} keys, ${formatSize(sizeBytes)}`;
    }
    case 'object': {
      const { key, status, reason } = event;
      if (reason === undefined) return undefined;
      return `${key}: ${status}, ${describeReason(reason)}`;
    }
    case 'warning': {
      const { example, message } = event;
      return example === undefined ? message : `${example}: ${message}`;
    }
    case 'run-ended':
      return describeEnd(totals);
    case 'sum':
    case 'reading':
    case 'invocation':
      return undefined;
  }
}

export function nameOf(source: SourceName): string {
  const { prefix } = source;
  if ('bucket' in source) return `s3://${source.bucket}/${prefix}`;
  return `${source.dir.replace(/\/$/, '')}/${prefix}`;
}
