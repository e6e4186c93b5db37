// The token of a server that others can reach: shown once by a browser, which then has a cookie, or
// with each request by a program.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface TokenGate {
  /** Whether the request shows the token, or the cookie that the token was exchanged for. */
  admits(headers: IncomingHttpHeaders): boolean;
  /** The cookie for whoever shows the token; nothing for another text. */
  exchange(token: string): string | undefined;
}

/** `port` gives the server's own: cookies know nothing of ports, so their names have to. */
export function createTokenGate(token: string, port: () => number): TokenGate {
  const key = randomBytes(32);
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  const isEqual = (given: string, wanted: Buffer) => timingSafeEqual(digest(given), wanted);
  const tokenDigest = digest(token);
  // Not the token itself, for other servers of this machine are sent the cookie too.
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
