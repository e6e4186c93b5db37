// Judges one attempt at a task: listens to the answer of a function, and says what kept it from finishing.

import { BROKEN_ANSWER, type Fault, faultOfInvocation, RETURNED_UNFINISHED } from './fault.ts';
import { listsOf } from './flatten-async.ts';

/** How an answer ended. */
export interface AnswerEnding {
  /** Whether the function said that it had said all. */
  readonly ended: boolean;
  /** The fault that broke the answer off or kept the function from being invoked. */
  readonly fault: Fault | undefined;
}

/** Passes each frame of an answer on. An error other than an `InvocationError` is thrown on. */
export async function readAnswer<Frame extends { readonly type: string }>(
  frames: AsyncIterable<Frame>,
  onFrame: (frame: Frame) => Promise<void> | undefined,
): Promise<AnswerEnding> {
  let ended = false;
  try {
    for await (const list of listsOf(frames)) {
      for (const frame of list) {
        if (frame.type === 'end') ended = true;
        const waiting = onFrame(frame);
        if (waiting) await waiting;
      }
    }
    return { ended, fault: undefined };
  } catch (error) {
    return { ended, fault: faultOfInvocation(error) };
  }
}

/**
 * The fault of an attempt that left something undone. A function that ends its answer in order returns what
 * it had no time for, which is a fault only if it got nowhere at all.
 */
export function faultOfAttempt(
  { ended, fault }: AnswerEnding,
  progressed: boolean,
): Fault | undefined {
  if (fault) return fault;
  if (!ended) return BROKEN_ANSWER;
  return progressed ? undefined : RETURNED_UNFINISHED;
}
