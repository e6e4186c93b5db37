// Starts `wordcount serve` as a process, with clients for it: plain requests with any header, and
// readers of its streams, which use an independent parser of server-sent events.

import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { createParser } from 'eventsource-parser';
import { onTestFinished } from 'vitest';
import type { RunList, RunSummary } from '../../src/serve/contract.ts';
import { type CliOptions, startCli } from './run-cli.ts';

export interface Serving {
  readonly port: number;
  /** The lines of its output so far. */
  readonly lines: readonly string[];
  readonly process: ReturnType<typeof startCli>;
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Requests a run. */
  start(query: object): Promise<Answer>;
  runs(): Promise<readonly RunSummary[]>;
  /** Opens a stream, and resolves when its answer has begun. */
  watch(path: string, options?: AskOptions): Promise<StreamReader>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Message {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever it is, a test says what it should be.
  readonly data: any;
}

export interface StreamReader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All messages received so far. */
  readonly messages: readonly Message[];
  readonly comments: readonly string[];
  readonly retryMs: number | undefined;
  /** The first message of the kind, past or future. */
  first(event: string): Promise<Message>;
  /** Resolves once the received messages fulfil the condition. */
  until(isEnough: (messages: readonly Message[]) => boolean): Promise<void>;
  /** Resolves when the server has ended the stream in order; rejects if it broke. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Serves on a free port until the test ends. */
export async function startServing(
  args: readonly string[],
  options: CliOptions = {},
): Promise<Serving> {
  const process = startCli(['serve', '--port', '0', ...args], options);
  onTestFinished(async () => {
    process.kill('SIGKILL');
    await process;
  });
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(process.stderr).on('line', (line) => {
      lines.push(line);
      const [, found] = /^Serving .* on http:\/\/\S+:(\d+)\/ /.exec(line) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    process.once('exit', () => reject(new Error(lines.join('\n'))));
  });
  const ask = (path: string, about: AskOptions = {}) => sendRequest(port, path, about);
  return {
    port,
    lines,
    process,
    ask,
    start: (query) =>
      ask('/runs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(query),
      }),
    runs: async () => (JSON.parse((await ask('/runs')).body) as RunList).runs,
    watch: (path, about) => watchStream(port, path, about),
  };
}

function openRequest(port: number, path: string, options: AskOptions): Promise<IncomingMessage> {
  const { method = 'GET', headers, body } = options;
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers, agent: false }, resolve)
      .once('error', reject)
      .end(body);
  });
}

export async function sendRequest(
  port: number,
  path: string,
  options: AskOptions = {},
): Promise<Answer> {
  const answer = await openRequest(port, path, options);
  let body = '';
  for await (const text of answer.setEncoding('utf8')) body += text;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

export async function watchStream(
  port: number,
  path: string,
  options: AskOptions = {},
): Promise<StreamReader> {
  const answer = await openRequest(port, path, options);
  const messages: Message[] = [];
  const comments: string[] = [];
  let retryMs: number | undefined;
  let wake = () => {};
  let hasEnded = false;
  const parser = createParser({
    onEvent: ({ id = '', event = '', data }) =>
      messages.push({ id, event, data: JSON.parse(data) }),
    onRetry: (ms) => {
      retryMs = ms;
    },
    onComment: (comment) => comments.push(comment),
    onError: (error) => answer.destroy(error),
  });
  answer.setEncoding('utf8').on('data', (text: string) => {
    parser.feed(text);
    wake();
  });
  const ended = new Promise<void>((resolve, reject) => {
    answer.once('end', resolve).once('error', reject);
    answer.once('close', () => {
      hasEnded = true;
      wake();
    });
  });
  // A test may ignore how the stream ended.
  ended.catch(() => undefined);

  async function until(isEnough: (messages: readonly Message[]) => boolean): Promise<void> {
    while (!isEnough(messages)) {
      if (hasEnded) throw new Error(`The stream ended after ${JSON.stringify(messages.at(-1))}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  onTestFinished(() => void answer.destroy());
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    messages,
    comments,
    get retryMs() {
      return retryMs;
    },
    until,
    async first(event) {
      const isIt = (message: Message) => message.event === event;
      await until((all) => all.some(isIt));
      return messages.find(isIt) as Message;
    },
    ended,
    close: () => answer.destroy(),
  };
}
