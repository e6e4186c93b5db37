// The frames of one cascade's answer: what of them enters the run, as events.

import type { RunEvent } from '../events/run-event.ts';
import type { BilledFigures, BilledFrame, CascadeFrame } from '../protocol/frame.ts';
import type { ListedObject } from '../protocol/ports.ts';
import type { Fault } from '../scatter/fault.ts';
import type { BatchLedger } from './ledger.ts';
import { createWorkerBills } from './worker-bills.ts';

export interface FramePorts {
  readonly emit: (event: RunEvent) => Promise<void>;
  /** Told how many bytes the workers have read of objects that are not finished. */
  readonly onReading: (bytes: number) => Promise<void>;
}

export interface AcceptedFrames {
  /** Says whether the frame settled anything, or came further with it. */
  accept(frame: CascadeFrame | BilledFrame): Promise<boolean>;
  /** Warns that objects are tried again. A key counts once for each reason, however many attempts fail. */
  warn(fault: Pick<Fault, 'code' | 'message'>, objects: readonly ListedObject[]): Promise<void>;
  /** Tells of the workers whose bills never came. */
  finish(): Promise<void>;
}

/** `asked` are the objects of the request, by whose indices the frames name them. */
export function acceptFrames(
  ledger: BatchLedger,
  asked: readonly ListedObject[],
  { emit, onReading }: FramePorts,
): AcceptedFrames {
  const bills = createWorkerBills();
  /** The number of the newest checkpoint of each object. */
  const checkpoints = new Map<number, number>();

  async function accept(frame: CascadeFrame | BilledFrame): Promise<boolean> {
    switch (frame.type) {
      case 'object':
      case 'sum':
      case 'failed': {
        const event = ledger.accept(frame, asked);
        if (event) await emit(event);
        return event !== undefined;
      }
      case 'object-checkpoint':
        if (frame.number <= (checkpoints.get(frame.object) ?? -1)) return false;
        checkpoints.set(frame.object, frame.number);
        return ledger.note(frame, asked);
      default:
        await acceptOther(frame);
        return false;
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
        bills.launched(frame.invocation);
        break;
      case 'refused':
        bills.refused(frame.invocation);
        break;
      case 'worker-billed': {
        const { type: _, invocation, ...figures } = frame;
        if (bills.billed(invocation)) await emitInvocation('worker', figures);
        break;
      }
      case 'billed': {
        const { type: _, ...figures } = frame;
        await emitInvocation('cascade', figures);
        break;
      }
      case 'retried':
        await warn(
          frame,
          frame.ranges.flatMap(([first, last]) => asked.slice(first, last + 1)),
        );
        break;
      case 'heartbeat':
        await onReading(frame.readingBytes);
        break;
      case 'hello':
      case 'end':
        break;
    }
  }

  async function emitInvocation(tier: 'cascade' | 'worker', figures: BilledFigures): Promise<void> {
    await emit({ type: 'invocation', tier, ...figures });
  }

  async function warn(
    { code, message }: Pick<Fault, 'code' | 'message'>,
    objects: readonly ListedObject[],
  ): Promise<void> {
    const touched = ledger.touch(code, objects);
    const [first] = touched;
    if (objects.length > 0 && !first) return;
    const keys = touched.length;
    await emit({ type: 'warning', code, message, keys, ...(first && { example: first.key }) });
  }

  return {
    accept,
    warn,
    async finish() {
      for (const figures of bills.unknown()) await emitInvocation('worker', figures);
    },
  };
}
