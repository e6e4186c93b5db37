// An S3 server in memory: one bucket, and all that can go wrong with reading it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.

import { createDraws, type Draws } from './draws.ts';
import type { FaultKind } from './faults.ts';
import {
  createPipe,
  type HttpAnswer,
  type HttpRequest,
  type Serve,
  systemError,
  wholeBody,
} from './made-up-http.ts';
import { createListing, type S3Settings } from './made-up-listing.ts';
import type { MadeUpProcess } from './made-up-process.ts';
import { htmlPage, s3Error } from './s3-answers.ts';

export interface MadeUpS3 {
  readonly serve: Serve;
  /** GET requests for objects that were sent so far, by the name of the process. */
  readonly gets: ReadonlyMap<string, number>;
  /** Requests for pages of the listing that were sent so far. */
  lists(): number;
}

export function createS3(settings: S3Settings): MadeUpS3 {
  const { time, plan, faults, bucket, note } = settings;
  const list = createListing(settings);
  const gets = new Map<string, number>();
  let lists = 0;

  async function get(
    key: string,
    request: HttpRequest,
    caller: MadeUpProcess,
  ): Promise<HttpAnswer> {
    const sent = (gets.get(caller.name) ?? 0) + 1;
    gets.set(caller.name, sent);
    const draws = createDraws(plan.seed, `get ${key} ${caller.name} ${sent}`);
    note(`s3 ${caller.name} ${request.method} ${key} ${request.headers.range ?? ''}`);
    const strike = (kind: FaultKind) => faults.strike(kind, key);
    await time.wait(draws.next() * plan.latencyMs);
    const refusal = await refuse(strike);
    if (refusal) return refusal;
    const object = bucket.get(key);
    if (!object || time.now() >= object.vanishesAtMs) return s3Error(404, 'NoSuchKey');
    if (object.isDenied) return s3Error(403, 'AccessDenied');
    const isChanged = time.now() >= object.changesAtMs;
    const isTied = request.headers['if-match'] !== undefined;
    if (isTied && (isChanged || object.refusesIfMatch)) return s3Error(412, 'PreconditionFailed');
    const { encoded } = object.sample;
    // Where there are no tags, another length is all that shows.
    const content = !isChanged ? encoded : Buffer.concat([other(encoded), Buffer.from('more')]);
    const etag = isChanged && object.etag ? '"changed"' : object.etag;
    if (request.method === 'HEAD') {
      const headers = { ...(etag && { etag }), 'content-length': String(content.length) };
      return { status: 200, headers, body: wholeBody('') };
    }
    const packed = object.isUnpacked ? { 'content-encoding': 'gzip' } : {};
    if (object.isUnpacked && !/gzip/.test(request.headers['accept-encoding'] ?? '')) {
      const headers = { ...(etag && { etag: `W/${etag}` }) };
      return { status: 200, headers, body: send(object.sample.text, caller, draws, strike) };
    }
    return give({ content, etag, packed, request, caller, draws, strike });
  }

  async function refuse(strike: (kind: FaultKind) => Draws | undefined) {
    if (strike('s3-resets')) throw systemError('ECONNRESET', 'socket hang up');
    if (strike('s3-silent')) await forEver();
    if (strike('s3-slow-down')) return s3Error(503, 'SlowDown');
    if (strike('s3-fails')) return s3Error(500, 'InternalError');
    if (strike('s3-kms-throttles')) return s3Error(400, 'KMS.ThrottlingException');
    if (strike('s3-expired')) return s3Error(400, 'ExpiredToken');
    const proxy = strike('s3-proxy-error');
    if (proxy) return htmlPage(proxy.pick([403, 502, 504]));
    if (strike('s3-page')) return htmlPage(200);
    return undefined;
  }

  interface Giving {
    readonly content: Buffer;
    readonly etag: string | undefined;
    /** The headers of an object that is stored packed. */
    readonly packed: Readonly<Record<string, string>>;
    readonly request: HttpRequest;
    readonly caller: MadeUpProcess;
    readonly draws: Draws;
    readonly strike: (kind: FaultKind) => Draws | undefined;
  }

  /** The bytes that were asked for, or those that a server in error gives in their place. */
  function give({ content, etag, packed, request, caller, draws, strike }: Giving): HttpAnswer {
    const size = content.length;
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const start = range ? Number(range[1]) : 0;
    const end = range ? Math.min(size, Number(range[2]) + 1) : size;
    if (range && start >= size) return s3Error(416, 'InvalidRange');
    let bytes = content.subarray(start, end);
    let toldStart = start;
    let isPartial = range !== null;
    let isLengthTold = true;
    let tag = etag;

    const ignores = range ? strike('s3-ignores-range') : undefined;
    if (ignores) {
      bytes = content;
      isPartial = false;
      isLengthTold = ignores.chance(0.3);
    }
    const shift = range && !ignores && size > bytes.length ? strike('s3-other-range') : undefined;
    if (shift) {
      toldStart =
        start > 0 ? shift.whole(0, start - 1) : Math.min(shift.whole(1, 100), size - bytes.length);
      bytes = content.subarray(toldStart, toldStart + bytes.length);
    }
    const toldLength = bytes.length;
    // Of a connection no more is taken for the body than the length that was told.
    const more = strike('s3-too-many');
    if (more) {
      isLengthTold = false;
      bytes = Buffer.concat([bytes, Buffer.from(' more'.repeat(more.whole(1, 50)))]);
    }
    // Without tags nobody could tell.
    if (tag && strike('s3-other-object')) {
      bytes = other(bytes);
      tag = '"of another"';
    }
    const headers: Record<string, string> = {
      ...packed,
      ...(tag && { etag: tag }),
      ...(isLengthTold && { 'content-length': String(toldLength) }),
      ...(isPartial && {
        'content-range': `bytes ${toldStart}-${toldStart + toldLength - 1}/${size}`,
      }),
    };
    return { status: isPartial ? 206 : 200, headers, body: send(bytes, caller, draws, strike) };
  }

  /** The bytes come chunk by chunk, and not always all of them. */
  function send(
    bytes: Uint8Array,
    caller: MadeUpProcess,
    draws: Draws,
    strike: (kind: FaultKind) => Draws | undefined,
  ) {
    const pipe = createPipe(time, caller);
    const cut = (kind: FaultKind) => {
      const how = strike(kind);
      return how && { after: how.whole(0, bytes.length), draws: how };
    };
    const breaks = cut('s3-resets');
    const short = cut('s3-short');
    const silent = cut('s3-silent');
    const slow = strike('s3-slow');
    const last = Math.min(
      bytes.length,
      ...[breaks, short, silent].map((fault) => fault?.after ?? Number.POSITIVE_INFINITY),
    );
    const least = Math.max(plan.objectChunkBytes, bytes.length / 40);
    for (let at = 0; at < last; ) {
      const length = Math.min(last - at, Math.ceil(draws.next() * least));
      const ms = draws.next() * plan.latencyMs * (slow?.chance(0.3) ? slow.whole(1, 200) : 0.1);
      pipe.send(bytes.subarray(at, at + length), ms);
      at += length;
    }
    const isSilent = silent && silent.after === last;
    const isBroken = breaks && breaks.after === last;
    // Nothing more comes, and no end.
    if (isSilent) return pipe.body;
    if (isBroken) pipe.end(1, systemError('ECONNRESET', 'aborted'));
    else pipe.end(0);
    return pipe.body;
  }

  return {
    gets,
    lists: () => lists,
    serve(request, caller) {
      const key = decodeURIComponent(request.path.slice(1));
      if (request.query['list-type'] !== undefined) {
        lists += 1;
        return list(request, caller);
      }
      const answer = get(key, request, caller);
      if (request.method !== 'HEAD') return answer;
      return answer.then(({ status, headers }) => ({ status, headers, body: wholeBody('') }));
    },
  };
}

function forEver(): Promise<never> {
  return new Promise(() => undefined);
}

/** Content of the same length that is another's. */
function other(content: Uint8Array): Buffer {
  return Buffer.from(
    content.map((byte, at) => (at % 5 === 0 ? 0x0a : byte === 0x0a ? 0x20 : byte)),
  );
}
