// Credentials of functions, by which a server of the tests can tell who makes a request.

import type { IncomingHttpHeaders } from 'node:http';

/** The function's role, as it would become. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const TOKEN_OF = 'token-of-';

/** Credentials of its own for each function, so that a request tells who makes it. */
export function credentialsOf(functionName: string): FunctionCredentials {
  return {
    accessKeyId: 'ASIAEXAMPLEOFFUNCTION',
    secretAccessKey: 'secret-of-the-function',
    sessionToken: TOKEN_OF + functionName,
  };
}

/** The function that signed a request with its credentials; undefined for anybody else. */
export function callerOf(headers: IncomingHttpHeaders): string | undefined {
  const token = headers['x-amz-security-token'];
  return typeof token === 'string' && token.startsWith(TOKEN_OF)
    ? token.slice(TOKEN_OF.length)
    : undefined;
}
