// The live block of a run on a terminal, redrawn in place about ten times a second.

import type { Colors } from 'picocolors/types.js';
import { createProgressMeter } from '../events/progress-meter.ts';
import type { Engine } from '../events/run-event.ts';
import type { SourceName } from '../events/source-name.ts';
import { NO_TOTALS } from '../events/totals.ts';
import type { Clock } from '../scatter/clock.ts';
import { renderLive, type Screen } from './render-live.ts';
import type { Reporter } from './reporter.ts';
import { createScreenRegion } from './screen-region.ts';

const FRAME_MS = 100;

/** The shell's treatment of the job that this process belongs to. */
export interface JobState {
  /** Whether the terminal is this job's to draw on. */
  isInForeground(): boolean;
  /** How long the job was stopped so far. */
  stoppedMs(): number;
  beforeStop(act: () => void): void;
}

export interface LiveBlockOptions {
  readonly source: SourceName;
  readonly engine: Engine;
  /** Workers or threads that may run at a time; undefined where the run chooses. */
  readonly maxWorkers: number | undefined;
  readonly stream: NodeJS.WriteStream;
  readonly colors: Colors;
  readonly clock: Clock;
  readonly job: JobState;
}

export interface LiveBlock extends Reporter {
  /** Removes the block until it is drawn again, so that something else can be written. */
  clear(): void;
}

export function createLiveBlock(options: LiveBlockOptions): LiveBlock {
  const { source, engine, maxWorkers, stream, colors, clock, job } = options;
  const region = createScreenRegion(stream);
  const meter = createProgressMeter();
  const startedAt = clock.now();
  let latest = NO_TOTALS;

  function draw(): void {
    const size = job.isInForeground() ? sizeOf(stream) : undefined;
    if (size === undefined) return;
    const { columns, rows } = size;
    const elapsedMs = clock.now() - startedAt - job.stoppedMs();
    const progress = meter.measure(latest, elapsedMs);
    const view = { source, engine, maxWorkers, totals: latest, progress, elapsedMs };
    // One row is left for what the shell or the user wrote before.
    region.draw(renderLive(view, { columns, rows: rows - 1 }, colors), columns);
  }

  const clear = () => region.clear();
  job.beforeStop(clear);
  // A second Ctrl-C ends the process at once.
  process.on('exit', clear);
  draw();
  const timer = setInterval(draw, FRAME_MS);

  return {
    onEvent(_event, totals) {
      latest = totals;
    },
    clear,
    stop() {
      clearInterval(timer);
      process.off('exit', clear);
      clear();
    },
  };
}

/** `columns` and `rows` of the stream follow a change of size with a delay. Undefined if the terminal is gone. */
function sizeOf(stream: NodeJS.WriteStream): Screen | undefined {
  try {
    const [columns, rows] = stream.getWindowSize();
    return { columns, rows };
  } catch {
    return undefined;
  }
}
