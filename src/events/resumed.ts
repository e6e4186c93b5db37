// The earlier part of a run that is resumed: its bill, and how much of the result was counted then.

import type { Tier } from '../protocol/frame.ts';
import type { TierUse } from './tier-use.ts';

/** The run goes on from its journal. What was billed until then is part of the run's bill. */
export interface Resumed {
  readonly type: 'resumed';
  /** The id of the run. */
  readonly id: string;
  /** When the run first began, as an ISO date. */
  readonly startedAt: string;
  /** How long its earlier parts took together, as far as they could tell. */
  readonly elapsedMs: number;
  /** Billed listing requests. */
  readonly storeRequests: number;
  /** Billed requests that looked up objects. */
  readonly getRequests: number;
  readonly billing: Readonly<Record<Tier, TierUse>>;
}

export interface ResumedTotal extends Omit<Resumed, 'type'> {
  /** Objects whose outcome was taken from the journal, and their stored bytes. */
  readonly objects: number;
  readonly sizeBytes: number;
  /** Stored bytes of what was counted of them: nothing of that is read in this part. */
  readonly readBytes: number;
}

export function toResumedTotal({ type: _, ...resumed }: Resumed): ResumedTotal {
  return { ...resumed, objects: 0, sizeBytes: 0, readBytes: 0 };
}

/** Counts objects that were settled in an earlier part; `readBytes` are those of what was counted. */
export function addEarlier(
  resumed: ResumedTotal | undefined,
  event: { readonly earlier?: true; readonly sizeBytes: number; readonly objects?: number },
  readBytes: number,
): ResumedTotal | undefined {
  if (!resumed || !event.earlier) return resumed;
  const { objects = 1, sizeBytes } = event;
  return {
    ...resumed,
    objects: resumed.objects + objects,
    sizeBytes: resumed.sizeBytes + sizeBytes,
    readBytes: resumed.readBytes + readBytes,
  };
}
