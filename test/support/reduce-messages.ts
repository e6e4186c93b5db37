// Reduces the messages of a stream to totals, like a page.

import { addEvent, NO_TOTALS, type Totals } from '../../src/events/totals.ts';
import type { Message } from './serving.ts';

export function reduceMessages(messages: readonly Pick<Message, 'event' | 'data'>[]): Totals {
  let totals = NO_TOTALS;
  for (const { event, data } of messages) {
    if (event === 'snapshot') totals = data;
    else if (event !== 'joined' && event !== 'run-failed') totals = addEvent(totals, data);
  }
  return totals;
}
