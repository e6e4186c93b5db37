// `--confirm-over`: asks before a run that may cost more. Its cost can be estimated only when all is listed, so it is
// listed twice: a run does not hold all keys in memory.

import type { RunTarget } from '../engines/run-target.ts';
import { withFunctions } from '../engines/with-functions.ts';
import { confirmationNeeded, pricesUnknown } from '../errors/cost-error.ts';
import { type ExpectedCost, expectedCost } from '../estimate/expected-cost.ts';
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
  const { confirmOver, yes } = options;
  // Files of this machine cost nothing.
  if (confirmOver === undefined || yes || target.request.source.kind === 'directory') return true;
  const known = await withFunctions(target, options, signal);
  const { totals } = await surveyTarget(options, known, signal, earlier);
  signal.throwIfAborted();
  const expected = expectedCost(totals);
  if (expected) checkPrices(totals, expected);
  if (expected && expected.dollars.most <= confirmOver) return true;
  const sentence = describeExpected(expected);
  if (!canAsk()) throw confirmationNeeded(sentence, toPlainDollars(confirmOver));
  return await ask(`${sentence}\nGo on?`, signal);
}

/** @throws {UserError} when a price is not known. */
function checkPrices({ started }: Totals, { missing }: ExpectedCost): void {
  if (missing.length === 0) return;
  const { names, options, regions } = namePrices(started?.prices, missing);
  throw pricesUnknown('--confirm-over', names, regions, options);
}

function describeExpected(expected: ExpectedCost | undefined): string {
  if (!expected) return 'The listing broke off, so what this run will cost is not known.';
  const { dollars } = expected;
  const range = dollars.least < dollars.most ? ` (${describeRange(dollars, formatDollars)})` : '';
  return `This run is expected to cost about ${formatDollars(dollars.likely)}${range}.`;
}
