// `--confirm-over`: asks before a run that may cost more. Its cost can be estimated only when all is listed, so it is
// listed twice: a run does not hold all keys in memory.

import type { RunTarget } from '../engines/run-target.ts';
import { withFunctions } from '../engines/with-functions.ts';
import { confirmationNeeded, pricesUnknown } from '../errors/cost-error.ts';
import { estimateOf } from '../estimate/estimate-of.ts';
import type { Range } from '../estimate/estimate-run.ts';
import { requestCost } from '../estimate/request-cost.ts';
import { namePrices } from '../events/price-notes.ts';
import type { Totals } from '../events/totals.ts';
import type { Journal } from '../journal/journal.ts';
import { describeRange } from '../reporters/dry-run-rows.ts';
import { formatDollars, toPlainDollars } from '../text/format-quantity.ts';
import { ask, canAsk } from './confirm.ts';
import type { RunOptions } from './run-options.ts';
import { surveyTarget } from './survey-target.ts';

/**
 * Says whether the run may begin. `earlier` is what a resumed run goes on from.
 * @throws {UserError} when there is no terminal on which to ask, or a price is not known.
 */
export async function confirmCost(
  options: RunOptions,
  target: RunTarget,
  signal: AbortSignal,
  earlier?: Journal['earlier'],
): Promise<boolean> {
  const { confirmOver } = options;
  // Files of this machine cost nothing.
  if (confirmOver === undefined || target.request.source.kind === 'directory') return true;
  const known = await withFunctions(target, options, signal);
  const { totals } = await surveyTarget(options, known, signal, earlier);
  signal.throwIfAborted();
  const expected = expectedCost(totals);
  if (expected.most <= confirmOver) return true;
  if (!canAsk()) throw confirmationNeeded(expected.sentence, toPlainDollars(confirmOver));
  return await ask(`${expected.sentence} Go on?`, signal);
}

interface ExpectedCost {
  readonly sentence: string;
  /** Dollars. */
  readonly most: number;
}

/** @throws {UserError} when a price is not known. */
function expectedCost(totals: Totals): ExpectedCost {
  const { started, toCount } = totals;
  if (!toCount) {
    const sentence = 'The listing broke off, so what this run will cost is not known.';
    return { sentence, most: Number.POSITIVE_INFINITY };
  }
  const estimate = estimateOf(totals);
  const requests = requestCost(totals);
  const missing = estimate?.unpriced ?? requests.missing;
  if (missing.length > 0) {
    const { names, options, regions } = namePrices(started?.prices, missing);
    throw pricesUnknown('--confirm-over', names, regions, options);
  }
  const dollars = estimate?.dollars ?? onlyOf(requests.dollars);
  const range = dollars.least < dollars.most ? ` (${describeRange(dollars, formatDollars)})` : '';
  const sentence = `This run is expected to cost about ${formatDollars(dollars.likely)}${range}.`;
  return { sentence, most: dollars.most };
}

function onlyOf(dollars: number): Range {
  return { least: dollars, likely: dollars, most: dollars };
}
