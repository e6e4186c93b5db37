// The Lambda client, configured for many long invocations.

import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { MakeAgents } from './network-agents.ts';

const CONNECT_MS = 10_000;

/** A few sockets beyond one for each invocation, so that a new request never waits for a closing one. */
const SPARE_SOCKETS = 4;

/**
 * `concurrency` is the maximum number of invocations at a time. `agents` are used in place of Node's own,
 * and `requestHandler` in place of Node's HTTP client.
 */
export function connectToLambda(
  concurrency: number,
  agents?: MakeAgents,
  requestHandler?: LambdaClientConfig['requestHandler'],
): LambdaClient {
  const maxSockets = concurrency + SPARE_SOCKETS;
  const limits = {
    connectionTimeout: CONNECT_MS,
    // The invoker has an idle timeout instead, which heartbeats reset.
    requestTimeout: 0,
    socketTimeout: 0,
  };
  // The handler takes a function too, although its types do not say so.
  const handler = agents
    ? ((async () => ({ ...limits, ...(await agents(maxSockets)) })) as unknown as object)
    : { ...limits, httpAgent: { maxSockets }, httpsAgent: { maxSockets } };
  return new LambdaClient({
    // A retry of an invocation that is merely slow would run the function, and bill it, twice.
    maxAttempts: 1,
    requestHandler: requestHandler ?? handler,
  });
}
