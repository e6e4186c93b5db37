// One viewer of a run: an answer that is written to as fast as it is read, and no faster. What it
// has not taken waits in the run's log, which all viewers share.

import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import { HEARTBEAT } from './sse-message.ts';

export interface Viewer {
  /** Writes what is new, if the reader has taken what came before; ends with the run. */
  pump(): void;
  /** Keeps the connection, or gives up one that has taken nothing for several beats. */
  beat(): void;
}

/** Small pieces of the log are written together up to about this. */
const WRITE_BYTES = 32 * 1024;

/** How far a viewer may lag behind who can do without the single events. */
const MAX_BEHIND_BYTES = 256 * 1024;

/** A reader who takes nothing for so many heartbeats has gone without a word. */
const MAX_MISSED_BEATS = 4;

export interface ViewerOptions {
  /** The number of the last event that the viewer has seen. */
  readonly seen: number;
  /** Whether it is to get each event of an object that there still is. */
  readonly wantsObjects: boolean;
}

export function createViewer(
  response: ServerResponse,
  log: EventLog,
  options: ViewerOptions,
): Viewer {
  const maxBehindBytes = options.wantsObjects ? Infinity : MAX_BEHIND_BYTES;
  let { seen } = options;
  let isWaiting = false;
  let missedBeats = 0;

  // A connection that breaks closes too, which is all that counts.
  response.on('error', () => undefined);
  response.on('drain', () => {
    isWaiting = false;
    missedBeats = 0;
    pump();
  });

  function pump(): void {
    while (!isWaiting && !response.writableEnded && !response.destroyed) {
      const bytes = takeBytes();
      if (bytes.length > 0) isWaiting = !response.write(bytes);
      if (log.isLast(seen)) response.end();
      if (bytes.length === 0) return;
    }
  }

  function takeBytes(): Buffer {
    const chunks: Buffer[] = [];
    for (let bytes = 0; bytes < WRITE_BYTES; ) {
      const chunk = log.next(seen, maxBehindBytes);
      if (!chunk) break;
      seen = chunk.upTo;
      bytes += chunk.bytes.length;
      chunks.push(chunk.bytes);
    }
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }

  function beat(): void {
    if (response.destroyed) return;
    if (!isWaiting && !response.writableEnded) {
      isWaiting = !response.write(HEARTBEAT);
      return;
    }
    missedBeats += 1;
    if (missedBeats >= MAX_MISSED_BEATS) response.destroy();
  }

  return { pump, beat };
}
