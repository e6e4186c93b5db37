// The ids of the stream's messages: which run, and the how manieth event of it. A browser sends the
// last one it has seen as `Last-Event-ID` when it comes back.

export interface EventId {
  readonly runId: string;
  /** Counted from 1; 0 stands before the first. */
  readonly number: number;
  /** Nothing comes after it. It says so itself, for when nobody knows its run any more. */
  readonly isLast: boolean;
}

export function formatEventId({ runId, number, isLast }: EventId): string {
  return `${runId}.${number}${isLast ? '.end' : ''}`;
}

/** Gives nothing for what is none of ours. */
export function parseEventId(text: string | undefined): EventId | undefined {
  const [, runId, number, end] = /^([0-9a-f]{12})\.(\d{1,15})(\.end)?$/.exec(text ?? '') ?? [];
  if (runId === undefined) return undefined;
  return { runId, number: Number(number), isLast: end !== undefined };
}
