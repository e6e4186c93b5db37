// Compares the head of an answer with the request. An answer is rejected if its head contradicts the
// request or leaves open which bytes it has. Each kind of mismatch gets its own reason here.
// https://www.rfc-editor.org/rfc/rfc9110#section-14

import { ReadError } from '../errors/read-error.ts';
import type { ReasonCode } from '../errors/reasons.ts';

export interface AskedBytes {
  readonly start: number;
  readonly end: number;
  /** The object's size as listed. */
  readonly sizeBytes: number;
  readonly etag: string | undefined;
  /** Whether only `identity` was accepted. A coding that the answer names is then the object's own. */
  readonly isUnpacked: boolean;
}

/** The status and the headers of an answer that are checked. */
export interface AnswerHead {
  readonly status: number | undefined;
  readonly contentRange: string | undefined;
  readonly contentLength: number | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentType: string | undefined;
  readonly etag: string | undefined;
  /** The ID that S3, like other object stores, gives to a request. */
  readonly requestId: string | undefined;
}

interface ContentRange {
  readonly start: number;
  readonly end: number;
  /** Absent if the server does not say. */
  readonly sizeBytes: number | undefined;
}

/** The fault of the answer, or nothing if it is as requested. */
export function findFault(asked: AskedBytes, head: AnswerHead): ReadError | undefined {
  const { start, end, sizeBytes } = asked;
  const { status, contentLength: length } = head;
  const range = parseRange(head.contentRange);
  if (status !== 200 && status !== 206) return fault('not-s3', `status ${status}`);
  if (!range && isForeign(asked, head)) {
    const kind = head.contentType ?? 'without a content type';
    return fault('not-s3', `status ${status}, ${kind}, without the entity tag of the object`);
  }
  if (isOtherTag(asked.etag, head.etag)) {
    return changed(`has the entity tag ${head.etag} where ${asked.etag} was listed`);
  }
  if (range?.sizeBytes !== undefined && range.sizeBytes !== sizeBytes) {
    return changed(`has ${range.sizeBytes} bytes where ${sizeBytes} were listed`);
  }
  if (range && (range.start !== start || range.end !== end)) {
    const given = `bytes ${range.start} to ${range.end - 1}`;
    return fault('range-ignored', `gave ${given} where ${start} to ${end - 1} were asked for`);
  }
  const isPacked = !['', 'identity'].includes(head.contentEncoding?.toLowerCase() ?? '');
  if (length === undefined) {
    // A store that decompresses an object on the way omits the length and ignores the range.
    if (!range) return fault('range-ignored', 'says neither which bytes it gives nor how many');
    const isOwnCoding = asked.isUnpacked && !isWeak(head.etag);
    if (isPacked && !isOwnCoding) return fault('altered', `packed as ${head.contentEncoding}`);
    return undefined;
  }
  if (length === end - start) return undefined;
  if (range) return fault('altered', `gave ${length} bytes for a range of ${end - start}`);
  if (length === sizeBytes) return fault('range-ignored', `gave all of its ${length} bytes`);
  const isSame = asked.etag !== undefined && head.etag !== undefined;
  if (isSame) return fault('altered', `gave ${length} bytes where ${end - start} were asked for`);
  return changed(`has ${length} bytes where ${end - start} were listed`);
}

/** Whether two entity tags are known to differ, apart from how they are written. */
export function isOtherTag(listed: string | undefined, told: string | undefined): boolean {
  return listed !== undefined && told !== undefined && opaqueTag(listed) !== opaqueTag(told);
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3; some servers leave the quotes out. */
function opaqueTag(etag: string): string {
  return etag
    .trim()
    .replace(/^W\//i, '')
    .replace(/^"(.*)"$/s, '$1');
}

/** Whether the tag is weak. A proxy that changes the bytes on the way weakens the tag. */
export function isWeak(etag: string | undefined): boolean {
  return /^\s*W\//i.test(etag ?? '');
}

/** Whether something other than an object store answered, such as the login page of a proxy. */
function isForeign(asked: AskedBytes, { etag, contentType, requestId }: AnswerHead): boolean {
  const isPage = /html/i.test(contentType ?? '');
  if (etag === undefined) return asked.etag !== undefined || (isPage && requestId === undefined);
  return isPage && requestId === undefined && isOtherTag(asked.etag, etag);
}

function parseRange(text = ''): ContentRange | undefined {
  const [, start, last, size] = /^bytes\s+(\d+)-(\d+)\/(\d+|\*)$/i.exec(text.trim()) ?? [];
  if (start === undefined) return undefined;
  const sizeBytes = size === '*' ? undefined : Number(size);
  return { start: Number(start), end: Number(last) + 1, sizeBytes };
}

/** A retryable fault: another attempt may reach another server, or ask for another encoding. */
export function fault(code: ReasonCode, message: string): ReadError {
  return new ReadError(code, message, { retryable: true });
}

function changed(message: string): ReadError {
  return new ReadError('changed', message, { retryable: false });
}
