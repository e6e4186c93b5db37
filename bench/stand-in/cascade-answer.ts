// The answers of a made-up cascade: the frames of workers that count at once, or after some time.

import { setTimeout as sleep } from 'node:timers/promises';
import type { CascadeRequest } from '../../src/protocol/request.ts';

export interface CascadeOptions {
  /** How long a worker takes for its task. */
  readonly workerMs: number;
  /** Told of workers that begin, and as a negative number of those that end. */
  readonly onWorkers?: (more: number) => void;
}

interface Task {
  readonly invocation: number;
  readonly first: number;
  readonly last: number;
}

/** A made-up text has a line of ten words for so many stored bytes. */
export const LINE_BYTES = 80;
export const WORDS_PER_LINE = 10;

/** Yields the frames, in the pieces in which they are sent. */
export async function* answerCascade(
  request: CascadeRequest,
  requestId: string,
  { workerMs, onWorkers }: CascadeOptions,
): AsyncGenerator<string> {
  const { protocol } = request;
  const architecture = 'arm64';
  yield line({ type: 'hello', protocol, version: '0.0.0', requestId, architecture });
  const tasks = toTasks(request);
  if (workerMs === 0) for (const task of tasks) yield launched(task) + ended(task, request, 3);
  else yield* work(tasks, request, workerMs, onWorkers);
  yield line({ type: 'end' });
}

/** So many workers at a time, and a report at each interval, as of a cascade. */
async function* work(
  tasks: readonly Task[],
  request: CascadeRequest,
  workerMs: number,
  onWorkers?: (more: number) => void,
): AsyncGenerator<string> {
  const { workers, reportEveryMs } = request;
  const running: (Task & { readonly endsMs: number })[] = [];
  let next = 0;
  let reportMs = performance.now() + reportEveryMs;
  while (next < tasks.length || running.length > 0) {
    const nowMs = performance.now();
    let text = '';
    for (let first = running[0]; first && first.endsMs <= nowMs; first = running[0]) {
      running.shift();
      onWorkers?.(-1);
      text += ended(first, request, workerMs);
    }
    for (let task = tasks[next]; task && running.length < workers; task = tasks[next]) {
      next += 1;
      onWorkers?.(1);
      // Those that begin together do not end together.
      const part = task.invocation < workers ? 0.5 + task.invocation / workers : 1;
      running.push({ ...task, endsMs: nowMs + workerMs * part });
      running.sort((a, b) => a.endsMs - b.endsMs);
      text += launched(task);
    }
    if (nowMs >= reportMs) {
      reportMs += reportEveryMs;
      text += line({ type: 'heartbeat', readingBytes: 1_000 * running.length });
    }
    if (text !== '') yield text;
    const wakeMs = Math.min(reportMs, running[0]?.endsMs ?? reportMs);
    await sleep(Math.max(1, wakeMs - performance.now()));
  }
}

function toTasks({ objects, maxTaskSlices }: CascadeRequest): Task[] {
  return Array.from({ length: Math.ceil(objects.length / maxTaskSlices) }, (_, invocation) => {
    const first = invocation * maxTaskSlices;
    return { invocation, first, last: Math.min(objects.length, first + maxTaskSlices) - 1 };
  });
}

function launched({ invocation }: Task): string {
  return line({ type: 'launched', invocation });
}

function ended(task: Task, request: CascadeRequest, ms: number): string {
  return counted(task, request) + billed(task, ms);
}

function counted({ first, last }: Task, { objects, perObject }: CascadeRequest): string {
  let text = '';
  let sum = { bytes: 0, lines: 0, words: 0 };
  for (let object = first; object <= last; object += 1) {
    const bytes = objects[object]?.sizeBytes ?? 0;
    const lines = Math.floor(bytes / LINE_BYTES);
    const words = lines * WORDS_PER_LINE;
    if (perObject) {
      text += `{"type":"object","object":${object},"count":{"bytes":${bytes},"lines":${lines},"words":${words}},"ms":${1 + (object % 7)}.125,"pieces":1}\n`;
    }
    sum = { bytes: sum.bytes + bytes, lines: sum.lines + lines, words: sum.words + words };
  }
  if (perObject) return text;
  const slowest = [first, last].map((object) => ({ object, ms: 7.125 }));
  return line({ type: 'sum', ranges: [[first, last]], count: sum, slowest });
}

function billed({ invocation, first, last }: Task, ms: number): string {
  return line({
    type: 'worker-billed',
    invocation,
    requestId: `00000000-0000-4000-8000-${String(invocation).padStart(12, '0')}`,
    durationMs: ms,
    billedMs: Math.ceil(ms),
    memoryMb: 1_769,
    memoryUsedMb: 210,
    architecture: 'arm64',
    storeRequests: last - first + 1,
  });
}

function line(frame: object): string {
  return `${JSON.stringify(frame)}\n`;
}
