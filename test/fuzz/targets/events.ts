// The stream of events to the pages: what the server writes, cut and damaged, as a page reads it.

import { isDeepStrictEqual } from 'node:util';
import { createParser } from 'eventsource-parser';
import { formatEventId, parseEventId } from '../../../src/serve/event-id.ts';
import { encodeMessage, HEARTBEAT, STREAM_PREAMBLE } from '../../../src/serve/sse-message.ts';
import { followRun } from '../../../src/web/run/run-stream.ts';
import { type FuzzTarget, hold } from '../fuzz-target.ts';
import { below } from '../mutate.ts';

declare global {
  // The pages' own types have it from the browser's.
  var EventSource: {
    new (
      url: string,
    ): {
      readonly readyState: number;
      addEventListener(type: string, listener: (message: { data: string }) => void): void;
      close(): void;
    };
    readonly CLOSED: number;
  };
}

const RUN = '0123456789ab';

const SENT: readonly [type: string, data: unknown][] = [
  ['joined', { id: RUN, prefix: 'a\nb', noAgg: true, elapsedMs: 5 }],
  ['listed', { type: 'listed', keys: 3, bytes: 12 }],
  ['object', { type: 'object', key: 'ключ \u2028 \r\n"', status: 'counted' }],
  ['warning', { type: 'warning', code: 'throttled', message: ': not a comment' }],
  ['run-stopping', { type: 'run-stopping' }],
  ['run-ended', { type: 'run-ended', status: 'complete' }],
];

const messages = SENT.map(([type, data], n) =>
  encodeMessage(formatEventId({ runId: RUN, number: n, isLast: false }), type, data),
);

export const eventsTarget: FuzzTarget = {
  name: 'events',
  seeds: () =>
    [
      STREAM_PREAMBLE + messages.join('') + HEARTBEAT,
      ...messages,
      `${RUN}.12`,
      `${RUN}.12.end`,
      `${RUN}.99999999999999999`,
      formatEventId({ runId: RUN, number: 999_999_999_999_999, isLast: true }),
    ].map((text) => Buffer.from(text)),
  tokens: ['\n\n', '\r', 'data: ', 'id: ', 'event: run-failed\n', 'retry: ', '\ufeff', ': ', '.end']
    .concat('\0', 'data: null\n\n', 'event: joined\n', '"__proto__":')
    .map((token) => Buffer.from(token)),
  async run(input, random) {
    const text = input.toString();
    checkId(text);
    for (const line of text.split('\n')) checkId(line.replace(/^id: /, ''));
    return `${readStream(text, random).join(' ')} ${parseEventId(text) === undefined}`;
  },
};

/** An id that is accepted says the same when it is written again, but for zeros in front. */
function checkId(text: string): void {
  const id = parseEventId(text);
  if (!id) return;
  hold(Number.isSafeInteger(id.number) && id.number >= 0, `${id.number} is no number of an event`);
  hold(formatEventId(id) === text.replace(/\.0+(?=\d)/, '.'), `${text} is read as another id`);
}

type Message = { readonly data: string };
type Listener = (message: Message) => void;

/** A browser's EventSource as far as the pages use it. */
class ReadSource {
  static readonly CLOSED = 2;
  static last = new ReadSource();
  readonly listeners = new Map<string, Listener>();
  readyState = 1;

  constructor() {
    ReadSource.last = this;
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }

  close(): void {
    this.readyState = ReadSource.CLOSED;
  }
}

/** The lines heard are those of the messages, in their order, to the last, except those that are no JSON. */
function readStream(text: string, random: () => number): string[] {
  const heard: unknown[] = [];
  const said: unknown[] = [];
  const types: string[] = [];
  const hear = (data: unknown) => void heard.push(data);
  Object.assign(globalThis, { EventSource: ReadSource });
  followRun(RUN, true, {
    onJoined: hear,
    onEvent: hear,
    onSnapshot: hear,
    onStopping: hear,
    onFailed: hear,
    onBroken: hear,
  });
  const source = ReadSource.last;
  const parser = createParser({
    onEvent({ event = 'message', data }) {
      const listener = source.listeners.get(event);
      if (source.readyState === ReadSource.CLOSED || !listener || event === 'error') return;
      types.push(event);
      const value = parseOr(data);
      // The pages trust their server so far that no message is null.
      if (value === null) return;
      if (value !== undefined) said.push(value);
      try {
        listener({ data });
      } catch (error) {
        hold(value === undefined, `what is JSON is not taken: ${error}`);
        hold(error instanceof SyntaxError, `no SyntaxError: ${error}`);
      }
    },
  });
  const length = 1 + below(random, 50);
  for (let at = 0; at < text.length; at += length) parser.feed(text.slice(at, at + length));
  hold(isDeepStrictEqual(heard, said), 'something else is heard than is said');
  return types;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
