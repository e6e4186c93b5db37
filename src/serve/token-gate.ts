// The token of a server that other machines can reach. A browser sends it once and gets a cookie; a
// program sends it with each request.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface TokenGate {
  /** Whether the request has the token, or the cookie that the token was exchanged for. */
  admits(headers: IncomingHttpHeaders): boolean;
  /** The cookie in exchange for the token; undefined for a wrong token. */
  exchange(token: string): string | undefined;
}

/** `port` returns the server's port. Cookies ignore ports, so the name of the cookie has to contain it. */
export function createTokenGate(token: string, port: () => number): TokenGate {
  const key = randomBytes(32);
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  const isEqual = (given: string, wanted: Buffer) => timingSafeEqual(digest(given), wanted);
  const tokenDigest = digest(token);
  // The cookie is not the token, because browsers send it to other servers on this machine too.
  const session = randomBytes(32).toString('base64url');
  const sessionDigest = digest(session);
  const cookieName = () => `wordcount-${port()}`;

  return {
    admits({ authorization, cookie }) {
      const [, bearer] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
      if (bearer !== undefined) return isEqual(bearer, tokenDigest);
      const start = `${cookieName()}=`;
      return (cookie ?? '')
        .split('; ')
        .some((pair) => pair.startsWith(start) && isEqual(pair.slice(start.length), sessionDigest));
    },
    exchange: (given) =>
      isEqual(given, tokenDigest)
        ? `${cookieName()}=${session}; Path=/; HttpOnly; SameSite=Strict`
        : undefined,
  };
}
