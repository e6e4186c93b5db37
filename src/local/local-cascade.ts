// The cascade on this machine. It runs in this thread, because it only distributes work and adds up.

import { THREAD_OVERHEADS } from '../planning/fair-share.ts';
import type { BilledFrame, CascadeFrame } from '../protocol/frame.ts';
import type { InvokeCascade } from '../protocol/ports.ts';
import type { CascadeRequest } from '../protocol/request.ts';
import { type CascadePorts, cascade } from '../tiers/cascade/cascade.ts';

export function createLocalCascade(
  ports: Omit<CascadePorts, 'signal' | 'requestId'>,
): InvokeCascade {
  let invocations = 0;
  return async function* invokeCascade(
    request: CascadeRequest,
    signal: AbortSignal,
  ): AsyncGenerator<CascadeFrame | BilledFrame> {
    const startedAt = ports.clock.now();
    invocations += 1;
    yield* cascade(request, {
      ...ports,
      overheads: THREAD_OVERHEADS,
      signal,
      requestId: String(invocations),
    });
    yield { type: 'billed', durationMs: ports.clock.now() - startedAt };
  };
}
