// Sends a GET again if its answer is late to begin.

import type { IdleWatch } from './idle-watch.ts';
import type { S3Connection } from './s3-client.ts';

export interface LateGet<Answer> {
  readonly sizeBytes: number;
  /** Sends the request once more; resolves when its answer begins. */
  readonly send: (signal: AbortSignal) => Promise<Answer>;
  /** Lets go of an answer that came after its request was given up. */
  readonly drop: (answer: Answer) => void;
}

const LATE = Symbol('late');

/**
 * The first answer that begins in time, or what it throws. A request whose answer is late is given up before the
 * next one is sent. The last one is waited for as long as `watch` allows.
 */
export async function sendAgainIfLate<Answer>(
  { clock, answerTimes }: Pick<S3Connection, 'clock' | 'answerTimes'>,
  watch: Pick<IdleWatch, 'signal' | 'resume'>,
  { sizeBytes, send, drop }: LateGet<Answer>,
): Promise<Answer> {
  for (let repeats = 0; ; repeats += 1) {
    // One that would not be sent must not be counted.
    watch.signal.throwIfAborted();
    const sentAt = clock.now();
    const limitMs = answerTimes.limitMs(sizeBytes, repeats);
    if (limitMs === undefined) return await send(watch.signal);
    const answer = await inTime(limitMs);
    answerTimes.add(sizeBytes, clock.now() - sentAt);
    if (answer !== LATE) return answer;
    // The new request has all of the time.
    watch.resume();
  }

  async function inTime(limitMs: number): Promise<Answer | typeof LATE> {
    const request = new AbortController();
    const answered = new AbortController();
    const giveUp = () => request.abort();
    watch.signal.addEventListener('abort', giveUp);
    if (watch.signal.aborted) giveUp();
    const sending = send(request.signal);
    const waiting = clock.sleep(limitMs, answered.signal).then((): typeof LATE => LATE);
    try {
      const first = await Promise.race([sending, waiting]);
      if (first !== LATE) return first;
      giveUp();
      sending.then(drop, () => undefined);
      return LATE;
    } finally {
      answered.abort();
      watch.signal.removeEventListener('abort', giveUp);
    }
  }
}
