// A proxy in front of an S3 server. It records the requests, and on demand answers some of them as S3 does when
// things go wrong.

import {
  Agent,
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { callerOf } from './function-credentials.ts';
import { answerOf, type S3Fault } from './s3-fault-answers.ts';
import { passListing } from './storage-classes.ts';

/** A request as it arrives. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  /** The decoded key; empty for a request about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** The function with whose credentials it was signed, if it was one. */
  readonly byFunction: string | undefined;
  /** The Range header. */
  readonly range: string | undefined;
  /** The status of the answer; 0 before that, or if the connection was dropped. */
  status: number;
  /** The number of bytes of the body that were sent. */
  sentBytes: number;
}

interface S3FaultRule {
  readonly fault: S3Fault;
  readonly bucket?: string;
  readonly key?: string;
  /** Default: GET. */
  readonly method?: string;
  readonly when?: (request: S3Request) => boolean;
  /** The maximum number of times; if absent, always. */
  readonly times?: number;
}

export interface S3FaultProxy {
  readonly endpoint: string;
  /** All requests in their order. */
  readonly requests: readonly S3Request[];
  /** Adds a rule; the first rule that matches applies. Returns a function that removes it. */
  inject(rule: S3FaultRule): () => void;
  /** Makes listings show this storage class for the key, for example GLACIER. */
  setStorageClass(key: string, storageClass: string): void;
  close(): Promise<void>;
}

export async function startS3FaultProxy(target: string): Promise<S3FaultProxy> {
  const agent = new Agent({ keepAlive: true });
  const requests: S3Request[] = [];
  const storageClasses = new Map<string, string>();
  let rules: { rule: S3FaultRule; used: number }[] = [];

  const server = createServer((incoming, outgoing) => {
    const request = readRequest(incoming);
    requests.push(request);
    outgoing.once('close', () => {
      if (outgoing.headersSent) request.status = outgoing.statusCode;
    });
    const entry = rules.find(
      ({ rule, used }) => used < (rule.times ?? Infinity) && fits(rule, request),
    );
    if (entry !== undefined) entry.used += 1;
    const fault = entry?.rule.fault;
    const answer = fault === undefined ? undefined : answerOf(fault, request.bucket);
    if (answer !== undefined) {
      incoming.resume();
      outgoing.writeHead(answer.status, { 'content-type': 'application/xml', ...answer.headers });
      outgoing.end(request.method === 'HEAD' ? undefined : answer.body);
      return;
    }
    if (fault?.kind === 'hold') {
      void fault.until.then(() => forward(incoming, outgoing, request, undefined));
      return;
    }
    forward(incoming, outgoing, request, fault);
  });

  function forward(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    request: S3Request,
    fault: S3Fault | undefined,
  ): void {
    const { method, url, headers } = incoming;
    const options = { method, headers, agent };
    const inner = sendRequest(new URL(url ?? '/', target), options, (answer) => {
      const listing = request.query.get('list-type') === '2' && storageClasses.size > 0;
      const passed = listing
        ? passListing(answer, outgoing, storageClasses)
        : pass(answer, outgoing, request, fault);
      passed.catch(() => outgoing.destroy());
    });
    inner.once('error', () => outgoing.destroy());
    outgoing.once('close', () => inner.destroy());
    incoming.pipe(inner);
  }

  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    inject(rule) {
      const entry = { rule, used: 0 };
      rules.push(entry);
      return () => {
        rules = rules.filter((other) => other !== entry);
      };
    },
    setStorageClass: (key, storageClass) => storageClasses.set(key, storageClass),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function readRequest(incoming: IncomingMessage): S3Request {
  const [path = '/', query] = (incoming.url ?? '/').split('?');
  const [, bucket = '', ...key] = path.split('/');
  return {
    method: incoming.method ?? 'GET',
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key.join('/')),
    query: new URLSearchParams(query),
    byFunction: callerOf(incoming.headers),
    range: incoming.headers.range,
    status: 0,
    sentBytes: 0,
  };
}

function fits(rule: S3FaultRule, request: S3Request): boolean {
  if (request.method !== (rule.method ?? 'GET')) return false;
  if (rule.bucket !== undefined && rule.bucket !== request.bucket) return false;
  if (rule.key !== undefined && rule.key !== request.key) return false;
  return rule.when?.(request) ?? true;
}

async function pass(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  request: S3Request,
  fault: S3Fault | undefined,
): Promise<void> {
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
  const write = async (bytes: Buffer) => {
    request.sentBytes += bytes.length;
    await new Promise<void>((resolve) => {
      outgoing.once('close', resolve);
      outgoing.write(bytes, () => {
        outgoing.off('close', resolve);
        resolve();
      });
    });
  };
  let left = fault && 'afterBytes' in fault ? fault.afterBytes : Infinity;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const passed = chunk.subarray(0, Math.min(chunk.length, left));
    left -= passed.length;
    await write(passed);
    if (left === 0 && fault?.kind === 'stall') return;
    if (left === 0 && fault?.kind === 'trickle') {
      await trickle(chunk.subarray(passed.length), outgoing, write);
    } else if (left === 0) outgoing.destroy();
    if (outgoing.destroyed) return;
  }
  outgoing.end();
}

const TRICKLE = { bytes: 64, everyMs: 50 } as const;

async function trickle(
  rest: Buffer,
  outgoing: ServerResponse,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < rest.length && !outgoing.destroyed; at += TRICKLE.bytes) {
    await delay(TRICKLE.everyMs);
    await write(rest.subarray(at, at + TRICKLE.bytes));
  }
}
