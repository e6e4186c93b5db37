// The lines of the page's log. Only some events have one.

import { describeReason } from '../../errors/reasons.ts';
import { describeEnd } from '../../events/describe-end.ts';
import { describeSource } from '../../events/describe-source.ts';
import { describeWorkers } from '../../events/describe-workers.ts';
import type { Engine, RunEvent } from '../../events/run-event.ts';
import type { Totals } from '../../events/totals.ts';
import { formatCount, formatNumber, formatSize } from '../../text/format-quantity.ts';

export interface EventLine {
  /** The key that it is about, if it is about one. */
  readonly subject?: string;
  readonly text: string;
  /** Lines of one group are repeats of each other, about other keys. */
  readonly group?: string;
  /** The number of keys, if it is not 1. */
  readonly count?: number;
  /** Whether something may be missing from the totals for it. */
  readonly isProblem: boolean;
}

/** @param totals the totals that include the event. */
export function describeEvent(event: RunEvent, totals: Totals): EventLine | undefined {
  switch (event.type) {
    case 'run-started':
      return plain(`Counting ${describeSource(event.source)} ${describeEngine(event.engine)}`);
    case 'workers-chosen': {
      const why = describeWorkers(event).join(', ');
      return plain(`At most ${formatNumber(event.workers)} workers at a time: ${why}`);
    }
    case 'listed': {
      if (!event.complete) return undefined;
      const { objects, sizeBytes } = totals.listed;
      return plain(`Listing complete: ${formatCount(objects, 'key')}, ${formatSize(sizeBytes)}`);
    }
    case 'object': {
      const { key, status, reason } = event;
      if (reason === undefined) return undefined;
      return {
        subject: key,
        text: `${status}, ${describeReason(reason)}`,
        group: `${status} ${reason}`,
        isProblem: status !== 'counted',
      };
    }
    case 'warning': {
      const { code, keys, example, message, level } = event;
      return {
        ...(example === undefined ? {} : { subject: example }),
        text: message,
        group: `warning ${code}`,
        count: Math.max(1, keys),
        isProblem: level !== 'information',
      };
    }
    case 'run-ended':
      return plain(describeEnd(totals));
    case 'resumed':
    case 'sum':
    case 'reading':
    case 'invocation':
      return undefined;
  }
}

function plain(text: string): EventLine {
  return { text, isProblem: false };
}

export function describeEngine(engine: Engine): string {
  return engine === 'lambda' ? 'on Lambda' : 'on this machine';
}
