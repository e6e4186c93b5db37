// Passes a function's answer to the caller, as events of a stream that is cut into pieces anywhere, or in
// one piece, with all possible faults.

import type { Readable } from 'node:stream';
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { Draws } from './draws.ts';
import type { FaultKind } from './faults.ts';
import { createPipe, systemError } from './made-up-http.ts';
import type { MadeUpProcess } from './made-up-process.ts';
import type { Plan } from './plan.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The end of a function, as Lambda reports it. */
export interface FunctionEnd {
  readonly error?: { readonly type: string; readonly message: string } | undefined;
  readonly log: string;
}

export interface AnswerSink {
  /** Lines of output. */
  write(text: string): void;
  end(end: FunctionEnd): void;
}

export interface FunctionAnswer {
  readonly sink: AnswerSink;
  readonly body: Readable;
  /** Resolves when the answer's body may begin. */
  readonly headers: Promise<Readonly<Record<string, string>>>;
}

export interface AnswerSettings {
  readonly time: VirtualTime;
  readonly plan: Plan;
  readonly caller: MadeUpProcess;
  readonly draws: Draws;
  readonly strike: (kind: FaultKind) => Draws | undefined;
  /** Gives what is called when output that is written now has reached the caller. */
  readonly hear: () => () => void;
  /** Called when the report has. */
  readonly onReported: () => void;
}

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => new Uint8Array(Buffer.from(text, 'utf8')),
);

/** A function's output may be held back for at most so long; a silence of 30 s is given up. */
const SLOW_MS = 45_000;

/** Most of a stream's bytes after which it breaks. */
const BREAKS_WITHIN_BYTES = 6_000;

/** The answer of InvokeWithResponseStream. */
export function createStreamedAnswer(settings: AnswerSettings): FunctionAnswer {
  const { time, plan, caller, draws, strike, hear, onReported } = settings;
  const pipe = createPipe(time, caller);
  const breaks = strike('answer-breaks');
  const silent = breaks ? undefined : strike('answer-silent');
  // The connection ends in order, in the midst of an event.
  const cut = breaks || silent ? undefined : strike('answer-cut');
  const limited = breaks ?? silent ?? cut;
  const limit = limited
    ? Math.floor(limited.next() ** 2 * BREAKS_WITHIN_BYTES)
    : Number.POSITIVE_INFINITY;
  let sent = 0;
  const said: string[] = [];
  // A reader that meets something that is no frame does not listen any further.
  let isGarbled = false;

  /** Says whether the connection has lasted so long. */
  function sendEvent(
    type: string,
    contentType: string,
    body: Uint8Array,
    onArrival?: () => void,
  ): boolean {
    const event = encodeEvent(type, contentType, body);
    const corrupted = strike('answer-corrupted');
    if (corrupted) {
      const place = corrupted.whole(0, event.length - 1);
      event[place] = (event[place] ?? 0) ^ corrupted.whole(1, 255);
      isGarbled = true;
    }
    let at = 0;
    for (const end of cutAnywhere(event.length, draws)) {
      const piece = event.subarray(at, Math.min(end, at + limit - sent));
      const slow = strike('answer-slow');
      const ms = draws.next() * (slow ? SLOW_MS * slow.next() : plan.latencyMs * 0.1);
      sent += piece.length;
      at += piece.length;
      pipe.send(piece, ms, at === event.length && !isGarbled ? onArrival : undefined);
      if (at === end) continue;
      if (breaks) pipe.end(1, systemError('ECONNRESET', 'aborted'));
      if (cut) pipe.end(1);
      return false;
    }
    return true;
  }

  function sendText(text: string, onArrival: () => void): void {
    const bytes = Buffer.from(text);
    let at = 0;
    for (const end of cutAnywhere(bytes.length, draws)) {
      const heard = end === bytes.length ? onArrival : undefined;
      const piece = bytes.subarray(at, end);
      if (!sendEvent('PayloadChunk', 'application/octet-stream', piece, heard)) return;
      at = end;
    }
  }

  const sink: AnswerSink = {
    write(text) {
      if (strike('answer-loses')) return;
      said.push(text);
      const repeated = strike('answer-repeats')?.pick(said) ?? '';
      const garbled = strike('answer-garbled')?.pick(GARBAGE) ?? '';
      isGarbled ||= garbled.trim() !== '';
      const onHeard = hear();
      sendText(garbled + text + repeated, isGarbled ? () => undefined : onHeard);
    },
    end({ error, log }) {
      if (strike('answer-ends-early')) return pipe.end(1);
      const isLogLost = strike('report-lost') !== undefined;
      const complete = {
        ...(error && { ErrorCode: error.type, ErrorDetails: describe(error) }),
        ...(!isLogLost && { LogResult: Buffer.from(log).subarray(-4096).toString('base64') }),
      };
      const body = Buffer.from(JSON.stringify(complete));
      const onArrival = isLogLost ? undefined : onReported;
      if (!sendEvent('InvokeComplete', 'application/json', body, onArrival)) return;
      // What was said comes again although the end has been told.
      const again = strike('answer-goes-on');
      if (again && said.length > 0) sendText(again.pick(said), () => undefined);
      if (again?.chance(0.5)) sendEvent('InvokeComplete', 'application/json', body);
      pipe.end(1);
    },
  };
  const headers = Promise.resolve({ 'content-type': 'application/vnd.amazon.eventstream' });
  return { sink, body: pipe.body, headers };
}

/** Where to cut so many bytes: seldom, and at any place. The last one is their end. */
function cutAnywhere(length: number, draws: Draws): number[] {
  const cuts = draws.chance(0.6) ? 0 : draws.whole(1, 3);
  const ends = Array.from({ length: cuts }, () => draws.whole(1, length));
  return [...ends, length].sort((a, b) => a - b);
}

/** Lines that no function writes. */
const GARBAGE = [
  'not JSON\n',
  '{"type":"count","slice":0}\n',
  '{"type":"unheard-of"}\n',
  '[]\n',
  '\n',
  'null\n',
] as const;

function encodeEvent(type: string, contentType: string, body: Uint8Array): Uint8Array {
  const text = (value: string) => ({ type: 'string' as const, value });
  return codec.encode({
    headers: {
      ':message-type': text('event'),
      ':event-type': text(type),
      ':content-type': text(contentType),
    },
    body,
  });
}

function describe({ type, message }: { type: string; message: string }): string {
  return JSON.stringify({ errorType: type, errorMessage: message });
}

/** The answer of Invoke: nothing before the function has ended, then all of it. */
export function createBufferedAnswer(settings: AnswerSettings): FunctionAnswer {
  const { time, plan, caller, strike, draws, hear, onReported } = settings;
  const pipe = createPipe(time, caller);
  let output = '';
  const said: string[] = [];
  let isGarbled = false;
  let resolveHeaders: (headers: Record<string, string>) => void = () => undefined;
  const headers = new Promise<Record<string, string>>((resolve) => {
    resolveHeaders = resolve;
  });

  function sendBody(payload: Buffer, onArrival: () => void): void {
    const breaks = strike('answer-breaks');
    const length = breaks ? breaks.whole(0, Math.max(0, payload.length - 1)) : payload.length;
    const ms = draws.next() * plan.latencyMs;
    pipe.send(payload.subarray(0, length), ms, breaks ? undefined : onArrival);
    pipe.end(1, breaks && systemError('ECONNRESET', 'aborted'));
  }

  const sink: AnswerSink = {
    write(text) {
      const garbled = strike('answer-garbled')?.pick(GARBAGE) ?? '';
      isGarbled ||= garbled.trim() !== '';
      if (strike('answer-loses')) return;
      said.push(text);
      output += garbled + text + (strike('answer-repeats')?.pick(said) ?? '');
    },
    end({ error, log }) {
      if (strike('answer-silent')) return;
      const isLogLost = strike('report-lost') !== undefined;
      resolveHeaders({
        'content-type': 'application/json',
        ...(error && { 'x-amz-function-error': 'Unhandled' }),
        ...(!isLogLost && {
          'x-amz-log-result': Buffer.from(log).subarray(-4096).toString('base64'),
        }),
      });
      const onHeard = hear();
      sendBody(Buffer.from(error ? describe(error) : output), () => {
        // Lambda gives the error of a function that fails, and nothing of its output.
        if (!isGarbled && !error) onHeard();
        if (!isLogLost) onReported();
      });
    },
  };
  return { sink, body: pipe.body, headers };
}
