// The cost of invocations of a function: by their bills, or at their worst.

import * as v from 'valibot';
import type { BilledFigures } from './frame.ts';

const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));

/** In dollars. */
export const invocationRatesSchema = v.object({
  perInvocation: dollars,
  perBilledMs: dollars,
  /** The price of each of its requests to the object store. */
  perStoreRequest: dollars,
  /** The cost of one that runs into its time limit. */
  worst: dollars,
});

/** The most that a cascade's workers may cost together, and how that is reckoned. */
export const workerBudgetSchema = v.object({
  dollars,
  rates: invocationRatesSchema,
});

export type InvocationRates = v.InferOutput<typeof invocationRatesSchema>;
export type WorkerBudget = v.InferOutput<typeof workerBudgetSchema>;

/** Dollars of an invocation that has ended, or is not listened to any more. What is unknown counts at its worst. */
export function dollarsOf(
  { billedMs, storeRequests = 0 }: BilledFigures,
  { perInvocation, perBilledMs, perStoreRequest, worst }: InvocationRates,
): number {
  if (billedMs === undefined) return worst;
  return perInvocation + billedMs * perBilledMs + storeRequests * perStoreRequest;
}
