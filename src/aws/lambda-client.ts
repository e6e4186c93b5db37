// The Lambda client, set up for invocations that last long and are many.

import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';

const CONNECT_MS = 10_000;

/** One more socket than invocations is never needed; a few keep one another from waiting. */
const SPARE_SOCKETS = 4;

/**
 * `concurrency` is how many invocations there are at the same time at the most; `requestHandler`
 * carries requests instead of Node's HTTP client.
 */
export function connectToLambda(
  concurrency: number,
  requestHandler?: LambdaClientConfig['requestHandler'],
): LambdaClient {
  const maxSockets = concurrency + SPARE_SOCKETS;
  return new LambdaClient({
    // To repeat an invocation whose answer is merely slow would run and pay the function twice.
    maxAttempts: 1,
    requestHandler: requestHandler ?? {
      connectionTimeout: CONNECT_MS,
      // No limit by time: the invoker has one by silence, which heartbeats hold off.
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  });
}
