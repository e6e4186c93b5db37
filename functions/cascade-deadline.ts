// When a cascade must stop launching workers, and when its answer must have ended.

import type { CascadeDeadline } from '../src/tiers/cascade/phases.ts';
import { reserveMs } from './lambda-response.ts';

/** Towards the end of its time a cascade only waits for the workers that it has. */
const WAITING_SHARE = 0.2;

/** `remainingMs` gives the milliseconds until the function is ended; `env` is its environment. */
export function deadlineOf(remainingMs: () => number, env: NodeJS.ProcessEnv): CascadeDeadline {
  const totalMs = remainingMs();
  const reserve = reserveMs(totalMs, env);
  return {
    launchingMs: () => remainingMs() - Math.max(reserve, totalMs * WAITING_SHARE),
    answeringMs: () => remainingMs() - reserve,
  };
}
