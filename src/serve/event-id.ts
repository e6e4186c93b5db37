// The ids of the stream's messages: the run id and the event's sequence number. A browser sends the
// last id that it has seen as `Last-Event-ID` when it reconnects.

export interface EventId {
  readonly runId: string;
  /** Counted from 1; 0 means before the first event. */
  readonly number: number;
  /** Whether the stream ends with it. The id says so, because the run may be forgotten by then. */
  readonly isLast: boolean;
}

export function formatEventId({ runId, number, isLast }: EventId): string {
  return `${runId}.${number}${isLast ? '.end' : ''}`;
}

/** Returns undefined for a text that is not such an id. */
export function parseEventId(text: string | undefined): EventId | undefined {
  const [, runId, number, end] = /^([0-9a-f]{12})\.(\d{1,15})(\.end)?$/.exec(text ?? '') ?? [];
  if (runId === undefined) return undefined;
  return { runId, number: Number(number), isLast: end !== undefined };
}
