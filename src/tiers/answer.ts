// The answer of a tier: a hello, the frames of its work, and an orderly stop, for cascade and worker alike.

import type { Architecture } from '../protocol/architecture.ts';
import { PROTOCOL_VERSION } from '../protocol/request.ts';
import type { Channel } from '../scatter/channel.ts';
import { VERSION } from '../version.ts';

/** Which invocation answers. */
export interface Answering {
  readonly requestId: string;
  readonly architecture?: Architecture;
  /** Threads that count at the same time, where there are several. */
  readonly threads?: number;
}

interface Hello {
  readonly type: 'hello';
  readonly protocol: typeof PROTOCOL_VERSION;
  readonly version: string;
  readonly requestId: string;
  readonly architecture?: Architecture;
  readonly threads?: number;
}

/**
 * Yields a hello and then the frames, in lists as they come; they end when `work` is done. Meanwhile the `loops` run;
 * `stop` ends them and the work too when the frames are no longer taken.
 */
export async function* answer<Frame>(
  { requestId, architecture, threads }: Answering,
  frames: Channel<Frame>,
  work: () => Promise<void>,
  loops: readonly (() => Promise<void>)[],
  stop: AbortController,
): AsyncGenerator<readonly (Frame | Hello)[]> {
  const hello: Hello = {
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    version: VERSION,
    requestId,
    ...(architecture && { architecture }),
    ...(threads !== undefined && { threads }),
  };
  yield [hello];
  const running = [work().then(frames.close, frames.fail), ...loops.map((loop) => loop())];
  try {
    yield* frames.lists();
  } finally {
    stop.abort();
    await Promise.all(running);
  }
}
