// Access checks: a request must name this server, and come from its own pages or from no page. A browser
// sends requests of any site here, and the name of any site can be made to point here.

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { otherSite, prefetched, type Refusal } from './refusal.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];

/** Addresses that stand for all addresses of this machine. */
const WILDCARDS = ['0.0.0.0', '::'];

export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.includes(host.toLowerCase());
}

/**
 * Checks the Host header for a server that listens on `host`. Otherwise a site whose name is made to
 * point here (DNS rebinding) would have the same origin as the server. An IP address cannot be made to
 * point elsewhere, so a server on all addresses accepts any IP address.
 */
export function createHostCheck(
  host: string,
  otherNames: readonly string[],
): (header: string | undefined) => boolean {
  const names = new Set([...LOOPBACK_NAMES, host, ...otherNames].map((name) => name.toLowerCase()));
  const takesAddresses = WILDCARDS.includes(host);
  return (header) => {
    const [, bracketed, plain] =
      /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::\d+)?$/i.exec(header ?? '') ?? [];
    const name = (bracketed ?? plain ?? '').toLowerCase().replace(/\.$/, '');
    return names.has(name) || (takesAddresses && isIP(name) !== 0);
  };
}

/**
 * Refuses requests by the pages of another site. Browsers name the origin of a request in
 * Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/) and sometimes in Origin; other programs send
 * neither. A link from anywhere may open a page, because a page shows nothing by itself.
 */
export function refuseOtherSite(
  headers: IncomingHttpHeaders,
  isPage: boolean,
): Refusal | undefined {
  const site = headers['sec-fetch-site'];
  const isVisit = isPage && headers['sec-fetch-dest'] === 'document';
  // Other ports of this machine are the same site, but not trusted either.
  const isStrange = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isStrange && !isVisit) return otherSite();
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host)) {
    return otherSite();
  }
  if (!isPage && headers['sec-purpose']?.includes('prefetch')) return prefetched();
  return undefined;
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  const own = `http://${host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).host === new URL(own).host;
}
