// The lines of the page's log. Only some events have one.

import { describeReason } from '../../errors/reasons.ts';
import { describeEnd } from '../../events/describe-end.ts';
import { describeSource } from '../../events/describe-source.ts';
import type { Engine, RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import { formatCount, formatSize } from '../../text/format-quantity.ts';

/** @param totals the totals that include the event. */
export function describeEvent(event: RunEvent, totals: Totals): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `Counting ${describeSource(event.source)} ${describeEngine(event.engine)}`;
    case 'listed': {
      if (!event.complete) return undefined;
      const { objects, sizeBytes } = totals.listed;
      return `Listing complete: ${formatCount(objects, 'key')}, ${formatSize(sizeBytes)}`;
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
    case 'resumed':
    case 'sum':
    case 'reading':
    case 'invocation':
      return undefined;
  }
}

export function describeEngine(engine: Engine): string {
  return engine === 'lambda' ? 'on Lambda' : 'on this machine';
}
