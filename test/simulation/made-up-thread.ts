// A further thread of a worker, which may die, freeze or begin late.

import { InvocationError } from '../../src/errors/invocation-error.ts';
import type { WorkerFrame } from '../../src/protocol/frame.ts';
import type { Clock } from '../../src/scatter/clock.ts';
import type { Draws } from './draws.ts';
import type { FaultKind } from './faults.ts';

export type StrikeThread = (kind: Extract<FaultKind, `thread-${string}`>) => Draws | undefined;

/** Frames of a thread within which it dies or freezes. */
const WITHIN_FRAMES = 8;

/** The frames of a thread's answer, as far as its faults let them through. What it took before is lost with it. */
export async function* afflictThread(
  frames: AsyncIterable<WorkerFrame>,
  clock: Clock,
  strike: StrikeThread,
): AsyncGenerator<WorkerFrame> {
  const late = strike('thread-late');
  if (late) await clock.sleep(late.magnitude(1, 20_000), new AbortController().signal);
  const dies = strike('thread-dies');
  const freezes = dies ? undefined : strike('thread-freezes');
  let left = (dies ?? freezes)?.whole(0, WITHIN_FRAMES) ?? Number.POSITIVE_INFINITY;
  for await (const frame of frames) {
    if (left === 0) break;
    left -= 1;
    yield frame;
  }
  if (dies)
    throw new InvocationError('worker-died', 'the thread ended with code 1', { retryable: true });
  if (freezes) await new Promise(() => undefined);
}
