// Why a run may have as many workers as it may, in words for people.

import { formatNumber } from '../text/format-quantity.ts';
import type { WorkersChosen } from './run-event.ts';
import type { WorkersLimit } from './workers-limit.ts';

/** One phrase or more. */
export function describeWorkers({ reason, limit }: WorkersChosen): string[] {
  switch (reason) {
    case 'limit':
      return describeLimit(limit);
    case 'cost':
      return ['more would cost more than their time is worth'];
    case 'time':
      return ['more would be no faster'];
  }
}

function describeLimit(limit: WorkersLimit): string[] {
  const { source, unreserved = 0, left = 0, cascades = 0, runs, cause = '' } = limit;
  const shared = runs === undefined ? [] : [`a part for each of ${formatNumber(runs)} runs`];
  switch (source) {
    case 'reserved':
      return ['as many as are reserved for them', ...shared];
    case 'assumed':
      return [`the limit of the account is not known (${cause})`];
    case 'account':
      return [
        `of ${formatNumber(unreserved)} functions that the account may run`,
        ...(left > 0 ? [`${formatNumber(left)} left to others`] : []),
        ...shared,
        `${formatNumber(cascades)} for cascades`,
      ];
  }
}
