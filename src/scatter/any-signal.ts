// Several signals to stop as one.

import { setMaxListeners } from 'node:events';

/** Aborts with the first of `signals`. */
export function anySignal(...signals: AbortSignal[]): AbortSignal {
  const joined = AbortSignal.any(signals);
  // As many listen as there are invocations at a time; beyond ten Node would warn of a leak.
  setMaxListeners(0, joined);
  return joined;
}
