// What a request is about, by its first line and its headers. Whatever two readers could understand
// differently is refused, for one of them may be a proxy that has judged it.

import type { IncomingMessage } from 'node:http';
import { givenAgain, malformedTarget, otherHttp, otherTarget } from './refusal.ts';

export interface Target {
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/** Those on which it depends who may ask, and for what; none of them may be there twice. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'last-event-id',
  'origin',
  'sec-fetch-dest',
  'sec-fetch-site',
  'sec-purpose',
  'transfer-encoding',
]);

/**
 * The target in origin form, or in absolute form for the host that the Host header names
 * (RFC 9112, section 3.2).
 * @throws {Refusal} for one of another form, for a header that is there twice, and for HTTP of a
 *   version that has no Host header, or other messages.
 */
export function readTarget(request: IncomingMessage): Target {
  const { url = '', headers, httpVersion } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') throw otherHttp();
  requireSingleHeaders(request.rawHeaders);
  const [, authority, rest = ''] = /^http:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  if (authority === undefined) return split(url);
  if (authority.toLowerCase() !== headers.host?.toLowerCase()) throw otherTarget();
  return split(rest.startsWith('/') ? rest : `/${rest}`);
}

function split(target: string): Target {
  if (!target.startsWith('/')) throw malformedTarget();
  const path = target.split('?', 1)[0] ?? '';
  return { path, parameters: new URLSearchParams(target.slice(path.length)) };
}

/** Node.js keeps the first of two, or joins them; `rawHeaders` has names and values in turn. */
function requireSingleHeaders(rawHeaders: readonly string[]): void {
  const found = new Set<string>();
  for (const [index, text] of rawHeaders.entries()) {
    if (index % 2 === 1) continue;
    const name = text.toLowerCase();
    if (found.has(name) && SINGLE_HEADERS.has(name)) throw givenAgain(`The header ${name}`);
    found.add(name);
  }
}

/** @throws {Refusal} for a parameter that is there twice. */
export function requireSingleParameters(parameters: URLSearchParams): void {
  for (const name of new Set(parameters.keys())) {
    if (parameters.getAll(name).length > 1) throw givenAgain(`The parameter ${name}`);
  }
}
