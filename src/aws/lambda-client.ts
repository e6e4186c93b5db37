// The Lambda client, configured for many long invocations.

import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';

const CONNECT_MS = 10_000;

/** A few sockets beyond one for each invocation, so that a new request never waits for a closing one. */
const SPARE_SOCKETS = 4;

/**
 * `concurrency` is the maximum number of invocations at a time. `requestHandler` replaces Node's HTTP
 * client.
 */
export function connectToLambda(
  concurrency: number,
  requestHandler?: LambdaClientConfig['requestHandler'],
): LambdaClient {
  const maxSockets = concurrency + SPARE_SOCKETS;
  return new LambdaClient({
    // A retry of an invocation that is merely slow would run the function, and bill it, twice.
    maxAttempts: 1,
    requestHandler: requestHandler ?? {
      connectionTimeout: CONNECT_MS,
      // The invoker has an idle timeout instead, which heartbeats reset.
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  });
}
