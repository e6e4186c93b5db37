// The state of a run in a word for the style, and in a sentence for people.

import { describeEnd } from '../../events/describe-end.ts';
import { percentOf } from '../../events/percent-of.ts';
import { settledObjects, type Totals } from '../../events/totals.ts';
import { formatTime } from './format-time.ts';

/** `lost`: the run can no longer be followed. */
export type Phase = 'idle' | 'running' | 'stopping' | 'ended' | 'failed' | 'lost';

/**
 * Amber: `incomplete`, `interrupted`, `nothing` (no key matches), `stopping`, `broken` (no connection).
 * Red: `uncounted` (there were keys, and none could be counted), `failed`, `lost`.
 */
export type Tone =
  | Exclude<Phase, 'ended'>
  | 'broken'
  | 'complete'
  | 'incomplete'
  | 'interrupted'
  | 'nothing'
  | 'uncounted';

export interface ShownState {
  readonly phase: Phase;
  readonly totals: Totals;
  /** When the connection broke, if it is broken. */
  readonly brokenAt: Date | undefined;
}

export function toneOf({ phase, totals, brokenAt }: ShownState): Tone {
  if (brokenAt) return 'broken';
  if (phase !== 'ended') return phase;
  const { status, listed, objects } = totals;
  if (status === 'interrupted') return 'interrupted';
  if (listed.objects === 0 && settledObjects(totals) === 0) return 'nothing';
  if (status === 'complete') return 'complete';
  return objects.counted + objects.partial > 0 ? 'incomplete' : 'uncounted';
}

export function describeState(state: ShownState): string {
  const { phase, totals, brokenAt } = state;
  if (brokenAt) {
    return `The server has not answered since ${formatTime(brokenAt)}. Reconnecting`;
  }
  switch (phase) {
    case 'idle':
      return 'Nothing counted yet';
    case 'running':
      if (!totals.started) return 'Starting';
      if (totals.reading.waiting === 'throttled') return 'Waiting: Lambda refuses more workers';
      return totals.listed.complete ? 'Counting' : 'Listing and counting';
    case 'stopping':
      return 'Stopping';
    case 'ended':
      return describeEnd(totals);
    case 'failed':
      return 'The run failed';
    case 'lost':
      return 'This run can no longer be followed';
  }
}

/** The beginning of the tab's title, with which tabs are told apart. */
export function describeTitle(state: ShownState, share: number | undefined): string | undefined {
  switch (toneOf(state)) {
    case 'idle':
      return undefined;
    case 'running':
    case 'stopping':
      return share === undefined ? 'Listing' : percentOf(share);
    case 'broken':
      return 'Disconnected';
    case 'complete':
      return 'Complete';
    case 'incomplete':
      return 'Incomplete';
    case 'interrupted':
      return 'Interrupted';
    case 'nothing':
      return 'Nothing found';
    case 'uncounted':
    case 'failed':
      return 'Failed';
    case 'lost':
      return 'Lost';
  }
}
