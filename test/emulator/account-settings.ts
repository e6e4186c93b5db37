// The limits of concurrency of the account.

import { invalidParameter } from './function-checks.ts';
import type { FunctionState } from './function-state.ts';
import type { ServiceContext } from './service-context.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export function accountSettings(context: ServiceContext) {
  const { accountConcurrency } = context;
  const reserved = [...context.functions.values()].reduce(
    (sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency,
    0,
  );
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: accountConcurrency,
      UnreservedConcurrentExecutions: accountConcurrency - reserved,
    },
    AccountUsage: { TotalCodeSize: 1, FunctionCount: context.functions.size },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html: 100 stay unreserved. */
export function checkReservation(context: ServiceContext, fn: FunctionState, wanted: number): void {
  const { UnreservedConcurrentExecutions: free } = accountSettings(context).AccountLimit;
  if (free + (fn.reservedConcurrency ?? 0) - wanted >= 100) return;
  throw invalidParameter(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].`,
  );
}
