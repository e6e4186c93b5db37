// One viewer of a run: an answer that is written to as fast as it is read, and no faster. What it
// has not taken waits in the run's log, which all viewers share.

import type { ServerResponse } from 'node:http';
import type { EventLog } from './event-log.ts';
import type { FairQueue } from './fair-queue.ts';
import { HEARTBEAT } from './sse-message.ts';

/** Both calls put the viewer into the queue, from which its turn comes. */
export interface Viewer {
  /** Writes what is new, as far as the reader takes it; ends with the run. */
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
  queue: FairQueue,
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
    // The system may take megabytes at once, which is not this viewer's turn alone.
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

/** Within the viewer's turn: Node.js would hold it back until all turns of the moment have been taken. */
function writeNow(response: ServerResponse, bytes: Buffer | string): boolean {
  const { socket } = response;
  socket?.cork();
  const isTaken = response.write(bytes);
  socket?.uncork();
  return isTaken;
}
