// One viewer of a run. Its answer is written only as fast as it is read. The rest waits in the run's log,
// which all viewers share.

import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import type { FairQueue } from './fair-queue.ts';
import { HEARTBEAT } from './sse-message.ts';

/** Both functions add the viewer to the queue and return at once. */
export interface Viewer {
  /** Writes new events as far as the reader takes them; ends the answer with the run. */
  pump(): void;
  /** Keeps the connection alive, or closes one whose reader took nothing for several heartbeats. */
  beat(): void;
}

/** Small pieces of the log are written together, up to about this size. */
const WRITE_BYTES = 32 * 1024;

/** A viewer of totals that is further behind than this gets a snapshot. */
const MAX_BEHIND_BYTES = 256 * 1024;

/** A reader that takes nothing for this many heartbeats is treated as gone. */
const MAX_MISSED_BEATS = 4;

export interface ViewerOptions {
  /** The number of the last event that the viewer has seen. */
  readonly seen: number;
  /** Whether it gets every event about an object that is still in the log. */
  readonly wantsObjects: boolean;
}

export function createViewer(
  response: ServerResponse,
  log: EventLog,
  queue: FairQueue,
  options: ViewerOptions,
): Viewer {
  const maxBehindBytes = options.wantsObjects ? Infinity : MAX_BEHIND_BYTES;
  let { seen } = options;
  let isWaiting = false;
  let missedBeats = 0;

  // A broken connection also emits `close`, which is handled elsewhere.
  response.on('error', () => undefined);
  response.on('drain', () => {
    isWaiting = false;
    missedBeats = 0;
    // The system may take megabytes at once, so even now the viewer waits for its turn.
    queue.add(writeNext);
  });

  function writeNext(): void {
    if (isWaiting || response.writableEnded || response.destroyed) return;
    const bytes = takeBytes();
    if (bytes.length > 0) isWaiting = !writeNow(response, bytes);
    if (log.isLast(seen)) response.end();
    else if (bytes.length > 0 && !isWaiting) queue.add(writeNext);
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
      isWaiting = !writeNow(response, HEARTBEAT);
      return;
    }
    missedBeats += 1;
    if (missedBeats >= MAX_MISSED_BEATS) response.destroy();
  }

  return { pump: () => queue.add(writeNext), beat: () => queue.add(beat) };
}

/** Writes within the viewer's turn. Without this, Node.js would delay the write until later. */
function writeNow(response: ServerResponse, bytes: Buffer | string): boolean {
  const { socket } = response;
  socket?.cork();
  const isTaken = response.write(bytes);
  socket?.uncork();
  return isTaken;
}
