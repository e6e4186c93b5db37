// The cascade on this machine. It runs in this thread, because it only distributes work and adds up.

import { THREAD_OVERHEADS } from '../planning/fair-share.ts';
import type { BilledFrame, CascadeFrame } from '../protocol/frame.ts';
import type { InvokeCascade } from '../protocol/ports.ts';
import type { CascadeRequest } from '../protocol/request.ts';
import { flattenAsync } from '../scatter/flatten-async.ts';
import { type CascadePorts, cascade } from '../tiers/cascade/cascade.ts';

export function createLocalCascade(
  ports: Omit<CascadePorts, 'signal' | 'requestId'>,
): InvokeCascade {
  let invocations = 0;
  async function* invoke(
    request: CascadeRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly (CascadeFrame | BilledFrame)[]> {
    const startedAt = ports.clock.now();
    invocations += 1;
    const frames = cascade(request, {
      ...ports,
      overheads: THREAD_OVERHEADS,
      signal,
      requestId: String(invocations),
    });
    yield* frames.lists();
    yield [{ type: 'billed', durationMs: ports.clock.now() - startedAt }];
  }

  return (request, signal) => flattenAsync(invoke(request, signal));
}
