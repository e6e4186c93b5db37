// The journal of a run in progress: turns what the run tells it into lines.

import type { Totals } from '../events/totals.ts';
import type { DividedObject } from '../protocol/divided-object.ts';
import type { ListedObject } from '../protocol/ports.ts';
import type { EarlierPart, RunJournal, Settled } from '../run/run-journal.ts';
import type { Figures, JournalLine, SettledLine } from './journal-line.ts';
import type { JournalWriter } from './journal-writer.ts';
import { markOf } from './object-mark.ts';
import { createStateBudget } from './state-budget.ts';

export interface Journal extends RunJournal {
  /** Keeps how far the run is; with a status, also that it has ended. */
  note(totals: Totals): void;
  /** Writes what waits, and lets go of the journal. */
  close(): Promise<void>;
}

export interface JournalParts {
  readonly id: string;
  readonly earlier?: EarlierPart | undefined;
  /** The figures of the earlier parts. */
  readonly earlierFigures?: Figures | undefined;
  readonly writer: JournalWriter;
  /** The line that says that a part of the run begins. It is written before the first other line. */
  readonly part: Extract<JournalLine, { type: 'part' }>;
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  /** Called once, after the last line. `isEmpty` says that nothing was told. */
  readonly onClose: (isEmpty: boolean) => Promise<void>;
}

/** How often figures are written. A crash can lose the bills of this time. */
const FIGURES_EVERY_MS = 2_000;

export function createJournal(parts: JournalParts): Journal {
  const { id, earlier, earlierFigures, writer, part, now, onClose } = parts;
  /** When this part began to tell something. */
  let startedMs: number | undefined;
  const budget = createStateBudget();
  let hasBegun = false;
  let hasPrices = false;
  let noted: Pick<Totals, 'objects' | 'billing' | 'tally'> | undefined;
  let notedMs = Number.NEGATIVE_INFINITY;
  let isEmpty = true;
  let closing: Promise<void> | undefined;

  function write(line: JournalLine): void {
    if (!hasBegun) writer.write(part);
    hasBegun = true;
    writer.write(line);
  }

  function record(objects: readonly ListedObject[], event: Settled): void {
    for (const object of objects) budget.settle(object);
    const marks = objects.map(markOf);
    // Without a mark, an object is counted again in any case, and a sum is taken whole or not at all.
    if (marks.includes(undefined)) return;
    isEmpty = false;
    write({ type: 'settled', event: toEventOfLine(event), marks: marks.join('') });
  }

  function recordState(object: ListedObject, state: DividedObject, isLast = false): void {
    const mark = markOf(object);
    if (mark === undefined || !budget.admits(object, state, isLast)) return;
    isEmpty = false;
    write({ type: 'state', mark, state });
  }

  function note(totals: Totals): void {
    const { started, status, endReason, objects, billing, tally } = totals;
    startedMs ??= now();
    if (started?.prices && !hasPrices) {
      hasPrices = true;
      write({ type: 'prices', prices: { ...started.prices } });
    }
    // The bills of earlier parts are not in the totals yet, and must not be replaced.
    if (earlier && !totals.resumed) return;
    if (status !== undefined) {
      isEmpty = false;
      const reason = endReason && { reason: endReason };
      write({ type: 'ended', status, ...reason, ...figuresOf(totals, totals.elapsedMs) });
      return;
    }
    const time = now();
    if (time - notedMs < FIGURES_EVERY_MS) return;
    const isNews = noted?.objects !== objects || noted.billing !== billing || noted.tally !== tally;
    if (!isNews) return;
    noted = { objects, billing, tally };
    notedMs = time;
    write({ type: 'figures', ...figuresOf(totals, time - startedMs) });
  }

  /** Until the listing has come to all that the journal has, it is the journal that knows more. */
  function figuresOf(totals: Totals, elapsedMs: number): Figures {
    const figures = toFigures(totals, elapsedMs + (earlierFigures?.elapsedMs ?? 0));
    const isWhole =
      totals.status === 'complete' ||
      (totals.status === 'incomplete' && totals.endReason === undefined);
    if (isWhole || !earlierFigures || settled(figures) >= settled(earlierFigures)) return figures;
    const { objects, countedBytes, tally } = earlierFigures;
    return { ...figures, objects, countedBytes, tally };
  }

  return {
    id,
    ...(earlier && { earlier }),
    record,
    recordState,
    note,
    flush: writer.flush,
    onFailure: writer.onFailure,
    close() {
      closing ??= writer.close().then(() => onClose(isEmpty));
      return closing;
    },
  };
}

/** Stands for a journal that could not even begin. */
export function failedJournal(cause: string): Journal {
  return {
    id: undefined,
    record() {},
    recordState() {},
    note() {},
    async flush() {},
    onFailure: (tell) => tell(cause),
    async close() {},
  };
}

/** The warning that a key was in is not told again when the run is resumed. */
function toEventOfLine(event: Settled): SettledLine['event'] {
  if (event.type === 'sum') return { ...event, slowest: [...event.slowest] };
  if (event.warned === undefined) return { ...event };
  const { warned: _, ...rest } = event;
  return rest;
}

function settled({ objects }: Figures): number {
  return objects.counted + objects.partial + objects.failed;
}

function toFigures(totals: Totals, elapsedMs: number): Figures {
  const { objects, countedBytes, tally, listed, billing } = totals;
  return {
    elapsedMs: Math.max(0, Math.round(elapsedMs)),
    objects,
    countedBytes,
    tally,
    listingRequests: listed.storeRequests,
    lookUpRequests: listed.getRequests,
    billing,
  };
}
