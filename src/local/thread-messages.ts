// What the thread pool and its threads say to each other.

import type { WorkerFrame } from '../protocol/frame.ts';
import type { WorkerRequest } from '../protocol/request.ts';

/** To a thread: count this. It is given one task at a time. */
export interface ThreadTask {
  readonly request: WorkerRequest;
  readonly requestId: string;
}

/** From a thread: frames of its task, as many as there were since the last message. */
export type ThreadAnswer = readonly WorkerFrame[];
