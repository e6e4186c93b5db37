// The frames of one cascade's answer: what of them enters the run, as events.

import type { RunEvent } from '../events/run-event.ts';
import type { BilledFrame, CascadeFrame } from '../protocol/frame.ts';
import type { ListedObject } from '../protocol/ports.ts';
import type { Fault } from '../scatter/fault.ts';
import type { BatchLedger } from './ledger.ts';
import type { ReadingReport } from './reading-report.ts';
import type { ThrottlingNotice } from './throttling-notice.ts';
import { createWorkerBills, type InvocationFigures } from './worker-bills.ts';

export interface FramePorts {
  readonly emit: (event: RunEvent) => Promise<void> | undefined;
  readonly reading: ReadingReport;
  readonly throttling: ThrottlingNotice;
  /** The time since the run began. */
  readonly nowMs: () => number;
  /** Whether an earlier cascade has left what this one is asked for. */
  readonly isRetry: boolean;
  /** The maximum number of workers that the cascade has at a time. It becomes less once it leaves some to others. */
  readonly workers: () => number;
  /** Called when a frame settled anything, or came further with it. */
  readonly onProgress: (frame: CascadeFrame) => void;
}

export interface AcceptedFrames {
  /** Gives nothing, or a promise where the events must wait until they are taken. */
  accept(frame: CascadeFrame | BilledFrame): Promise<void> | undefined;
  /** Warns that objects are tried again. A key counts once for each reason, however many attempts fail. */
  warn(fault: Pick<Fault, 'code' | 'message'>, objects: readonly ListedObject[]): Promise<void>;
  /** Tells of the workers whose bills never came; nothing is being read any more. */
  finish(): Promise<void>;
}

/** Nothing can be missing from the totals for these warnings. */
const HARMLESS: ReadonlySet<string> = new Set(['unstreamed']);

/** `asked` are the objects of the request, by whose indices the frames name them. */
export function acceptFrames(
  ledger: BatchLedger,
  asked: readonly ListedObject[],
  { emit, reading, throttling, nowMs, isRetry, workers, onProgress }: FramePorts,
): AcceptedFrames {
  const startedMs = Math.round(nowMs());
  const bills = createWorkerBills(nowMs, workers);
  const batch = reading.begin(ledger, asked, bills.running);
  /** The number of the newest checkpoint of each object. */
  const checkpoints = new Map<number, number>();

  /** There may be a frame for each object, so that nothing is awaited that has nothing to wait for. */
  function accept(frame: CascadeFrame | BilledFrame): Promise<void> | undefined {
    switch (frame.type) {
      case 'object':
      case 'sum':
      case 'failed': {
        const event = ledger.accept(frame, asked);
        if (!event) return undefined;
        onProgress(frame);
        const emitting = emit(event);
        // Only now: what is told of reading after the event is without what it settled.
        batch.settled(event);
        return emitting;
      }
      case 'object-checkpoint':
        if (frame.number <= (checkpoints.get(frame.object) ?? -1)) return undefined;
        checkpoints.set(frame.object, frame.number);
        if (ledger.note(frame, asked)) onProgress(frame);
        return undefined;
      default:
        return acceptOther(frame);
    }
  }

  async function acceptOther(
    frame: Exclude<
      CascadeFrame | BilledFrame,
      { type: 'object' | 'sum' | 'failed' | 'object-checkpoint' }
    >,
  ): Promise<void> {
    switch (frame.type) {
      case 'launched':
        bills.launched(frame.invocation, frame);
        batch.changed();
        break;
      case 'refused':
        bills.refused(frame.invocation);
        batch.changed();
        break;
      case 'worker-billed': {
        const { type: _, invocation, ...figures } = frame;
        const billed = bills.billed(invocation, figures);
        batch.changed();
        if (billed) await emitInvocation('worker', billed);
        break;
      }
      case 'billed': {
        const { type: _, ...figures } = frame;
        const times = { startedMs, endedMs: Math.round(nowMs()) };
        await emitInvocation('cascade', { ...figures, ...times, ...(isRetry && { isRetry }) });
        break;
      }
      case 'retried':
        await warn(
          frame,
          frame.ranges.flatMap(([first, last]) => asked.slice(first, last + 1)),
        );
        break;
      case 'heartbeat':
        batch.heard(frame);
        break;
      case 'hello':
      case 'end':
        break;
    }
  }

  async function emitInvocation(
    tier: 'cascade' | 'worker',
    figures: InvocationFigures,
  ): Promise<void> {
    await emit({ type: 'invocation', tier, ...figures });
  }

  async function warn(
    { code, message }: Pick<Fault, 'code' | 'message'>,
    objects: readonly ListedObject[],
  ): Promise<void> {
    const touched = ledger.touch(code, objects);
    const [first] = touched;
    if (objects.length > 0 && !first) return;
    if (code === 'throttled') return throttling.note(touched);
    const about = { code, message, keys: touched.length, ...(first && { example: first.key }) };
    const level = HARMLESS.has(code) && { level: 'information' as const };
    await emit({ type: 'warning', ...about, ...level });
  }

  return {
    accept,
    warn,
    async finish() {
      batch.end();
      for (const figures of bills.unknown()) await emitInvocation('worker', figures);
    },
  };
}
