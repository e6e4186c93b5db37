// The common part of both handlers: frames out, and how much time there is.

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Context } from 'aws-lambda';
import type { Architecture } from '../src/protocol/architecture.ts';
import { encodeLine } from '../src/protocol/ndjson.ts';
import { PROTOCOL_VERSION } from '../src/protocol/request.ts';
import { VERSION } from '../src/version.ts';

/** The function's architecture, in Lambda's words. */
export const ARCHITECTURE: Architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** Writes the frames as fast as they are taken. An error of theirs breaks the answer off. */
export async function respond(frames: AsyncIterable<object>, stream: Writable): Promise<void> {
  for await (const frame of frames) {
    if (!stream.write(encodeLine(frame))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

/** To a request of another protocol only this is said: which one it should have been. */
export async function* refuseProtocol({
  awsRequestId,
}: Pick<Context, 'awsRequestId'>): AsyncGenerator<object> {
  const said = { protocol: PROTOCOL_VERSION, version: VERSION, requestId: awsRequestId };
  yield { type: 'hello', ...said };
  yield { type: 'end' };
}

export function hasOtherProtocol(event: unknown): boolean {
  return Object(event).protocol !== PROTOCOL_VERSION;
}

/** A function keeps this share of its time back to end its answer in order, and no more than that. */
const RESERVED_SHARE = 0.1;
const MAX_RESERVE_MS = 5_000;

/**
 * Milliseconds kept back of `totalMs`; WORDCOUNT_RESERVE_MS overrides it.
 */
export function reserveMs(totalMs: number, env: NodeJS.ProcessEnv): number {
  const asked = Number.parseInt(env.WORDCOUNT_RESERVE_MS ?? '', 10);
  return asked >= 0 ? asked : Math.min(MAX_RESERVE_MS, totalMs * RESERVED_SHARE);
}
