// Reads the target of a request and checks its headers. A request that two readers could understand
// differently is refused, because one of them may be a proxy that enforces rules.

import type { IncomingMessage } from 'node:http';
import { givenAgain, malformedTarget, otherHttp, otherTarget } from './refusal.ts';

export interface Target {
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/** Headers that decide about access and meaning. None of them may be given twice. */
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
 * @throws {Refusal} for another form, for a header that is given twice, and for any version of HTTP
 *   except 1.0 and 1.1.
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

/** Node.js keeps the first of two headers or joins them. `rawHeaders` alternates names and values. */
function requireSingleHeaders(rawHeaders: readonly string[]): void {
  const found = new Set<string>();
  for (const [index, text] of rawHeaders.entries()) {
    if (index % 2 === 1) continue;
    const name = text.toLowerCase();
    if (found.has(name) && SINGLE_HEADERS.has(name)) throw givenAgain(`The header ${name}`);
    found.add(name);
  }
}

/** @throws {Refusal} for a parameter that is given twice. */
export function requireSingleParameters(parameters: URLSearchParams): void {
  for (const name of new Set(parameters.keys())) {
    if (parameters.getAll(name).length > 1) throw givenAgain(`The parameter ${name}`);
  }
}
