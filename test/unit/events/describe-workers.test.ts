import { expect, test } from 'vitest';
import { describeWorkers } from '../../../src/events/describe-workers.ts';
import type { WorkersChosen } from '../../../src/events/run-event.ts';
import type { WorkersLimit } from '../../../src/events/workers-limit.ts';

function chosen(reason: WorkersChosen['reason'], limit: WorkersLimit): WorkersChosen {
  return { type: 'workers-chosen', workers: limit.workers, reason, limit };
}

const ACCOUNT: WorkersLimit = {
  ...{ workers: 890, source: 'account', unreserved: 1_000, left: 100, cascades: 10 },
};

test.each<[string, WorkersChosen, string]>([
  [
    'all that the account has',
    chosen('limit', ACCOUNT),
    'of 1,000 functions that the account may run, 100 left to others, 10 for cascades',
  ],
  [
    'a part of it, and nothing left',
    chosen('limit', { ...ACCOUNT, left: 0, runs: 4 }),
    'of 1,000 functions that the account may run, a part for each of 4 runs, 10 for cascades',
  ],
  [
    'all that is reserved',
    chosen('limit', { workers: 50, source: 'reserved' }),
    'as many as are reserved for them',
  ],
  [
    'what is assumed',
    chosen('limit', { workers: 100, source: 'assumed', cause: 'Lambda does not answer' }),
    'the limit of the account is not known (Lambda does not answer)',
  ],
  [
    'more would cost more',
    chosen('cost', ACCOUNT),
    'more would cost more than their time is worth',
  ],
  ['more would not help', chosen('time', ACCOUNT), 'more would be no faster'],
])('%s', (_, choice, words) => {
  expect(describeWorkers(choice).join(', ')).toBe(words);
});
