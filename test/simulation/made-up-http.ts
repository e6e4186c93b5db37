// HTTP in memory: what the SDK's clients send goes to a function, and its answer's bytes come as slowly
// as it says, or break.

import { Readable } from 'node:stream';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { MadeUpProcess } from './made-up-process.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface HttpRequest {
  readonly method: string;
  readonly hostname: string;
  /** Not decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Answers a request; throwing is to have no connection, or to lose it. */
export type Serve = (request: HttpRequest, caller: MadeUpProcess) => Promise<HttpAnswer>;

type RequestHandler = NonNullable<S3ClientConfig['requestHandler']>;

/** The carrier of a process's requests. Those of a process that dies fail, and go nowhere. */
export function createTransport(caller: MadeUpProcess, serve: Serve): RequestHandler {
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    handle(request: HttpRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      return new Promise((resolve, reject) => {
        let body: Readable | undefined;
        const breakOff = (error: Error) => {
          reject(error);
          body?.destroy(error);
        };
        if (caller.isDead()) return breakOff(deadCaller());
        const abort = () => breakOff(body ? systemError('ECONNRESET', 'aborted') : abortError());
        if (abortSignal?.aborted) return abort();
        abortSignal?.addEventListener('abort', abort, { once: true });
        const stopWatching = caller.onDeath(() => breakOff(deadCaller()));
        const letGo = () => {
          abortSignal?.removeEventListener('abort', abort);
          stopWatching();
        };
        serve(request, caller).then(
          (answer) => {
            ({ body } = answer);
            // Nobody reads it of a viewer that has gone.
            if (abortSignal?.aborted || caller.isDead()) return void body.destroy();
            body.once('close', letGo);
            const { status: statusCode, headers } = answer;
            resolve({ response: { statusCode, headers, body } });
          },
          (error) => {
            letGo();
            reject(error);
          },
        );
      });
    },
  };
  return handler as unknown as RequestHandler;
}

function abortError(): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError' });
}

/** Nobody tries again after it. */
function deadCaller(): Error {
  return Object.assign(new Error('the process is dead'), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
}

/** An error of the system, as Node's sockets have them. */
export function systemError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

/** A body that is there in one piece. */
export function wholeBody(text: string | Uint8Array): Readable {
  const bytes = Buffer.from(text as string);
  const body = Readable.from(bytes.length > 0 ? [bytes] : [], { objectMode: false });
  // An error of a body that nobody reads any more is nobody's.
  return body.on('error', () => undefined);
}

/** A body that is written from time to time, whether or not anyone reads it. */
export interface Pipe {
  readonly body: Readable;
  /** Bytes that arrive so many milliseconds after those before them; told when they do. */
  send(bytes: Uint8Array, ms: number, onArrival?: () => void): void;
  /** The end, or how the connection breaks; it arrives after all that was sent. */
  end(ms: number, error?: Error): void;
}

export function createPipe(time: VirtualTime, receiver: MadeUpProcess): Pipe {
  let lastAt = 0;
  let isOver = false;
  const body = new Readable({ read: () => undefined });
  // An error of a body that nobody reads any more is nobody's.
  body.on('error', () => undefined);
  const arrive = (ms: number, act: () => void) => {
    lastAt = Math.max(lastAt, time.now()) + ms;
    time.after(lastAt - time.now(), () => {
      if (!receiver.isDead() && !body.destroyed) act();
    });
  };
  return {
    body,
    send(bytes, ms, onArrival) {
      if (isOver) return;
      arrive(ms, () => {
        body.push(bytes);
        onArrival?.();
      });
    },
    end(ms, error) {
      if (isOver) return;
      isOver = true;
      arrive(ms, () => void (error ? body.destroy(error) : body.push(null)));
    },
  };
}
