// The head of an HTTP/1.1 response that is like those of S3 to a sound GET. Any other response is left to
// Node's parser.

export interface ResponseHead {
  readonly statusCode: number;
  readonly reason: string;
  /** By their names in lower case. */
  readonly headers: Record<string, string>;
  /** The length of the body. */
  readonly contentLength: number;
  /** For how long the connection may be used again; 0 if it may not. */
  readonly keepAliveMs: number;
}

/** Node's own limit. */
export const MAX_HEAD_BYTES = 16 * 1024;

const STATUS_LINE = /^HTTP\/1\.1 (20[06])(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const FIELD_LINE = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

/** Node too stops using a connection a little before its server said that it would. */
const KEEP_ALIVE_MARGIN_MS = 1000;

/** `text` are the bytes before the empty line, in Latin-1. Nothing if the response is out of the ordinary. */
export function parseHead(text: string): ResponseHead | undefined {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, status, reason = ''] = STATUS_LINE.exec(statusLine) ?? [];
  if (status === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = FIELD_LINE.exec(line) ?? [];
    const known = name.toLowerCase();
    // Each field has rules of its own for what it means to come twice.
    if (known === '' || headers.has(known)) return undefined;
    headers.set(known, value.trimEnd());
  }
  if (headers.has('transfer-encoding') || headers.has('upgrade')) return undefined;
  const length = headers.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(length)) return undefined;
  const keepAliveMs = keepAliveOf(headers.get('connection'), headers.get('keep-alive'));
  if (keepAliveMs === undefined) return undefined;
  return {
    statusCode: Number(status),
    reason,
    headers: Object.fromEntries(headers),
    contentLength: Number(length),
    keepAliveMs,
  };
}

function keepAliveOf(connection = 'keep-alive', keepAlive = ''): number | undefined {
  const option = connection.toLowerCase();
  if (option === 'close') return 0;
  if (option !== 'keep-alive') return undefined;
  const [, seconds] = /^timeout=(\d+)/.exec(keepAlive) ?? [];
  if (seconds === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, Number(seconds) * 1000 - KEEP_ALIVE_MARGIN_MS);
}
