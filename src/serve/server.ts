// The HTTP server of the pages, their stream and the results of runs.
//
// It uses Node's own server, because a few routes need no framework. A library for server-sent events
// would not help either: better-sse, the best kept, writes whether or not the reader keeps up, and
// back-pressure is most of the work here.

import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cannotListen, noSuchHost, portForbidden, portInUse } from '../errors/user-error.ts';
import type { ServerConfig } from './contract.ts';
import { createRoutes, type RouteOptions } from './routes.ts';
import { createTokenGate } from './token-gate.ts';

export interface ServerOptions extends Omit<RouteOptions, 'gate' | 'config'> {
  /** 0 for any free port. */
  readonly port: number;
  /** The token that clients must send, if any. */
  readonly token: string | undefined;
  readonly config: Omit<ServerConfig, 'tokenRequired'>;
  readonly limits?: ServerLimits;
}

export interface Server {
  /** The port on which it listens. */
  readonly port: number;
  /** Stops all runs and ends their streams with their last event. */
  close(): Promise<void>;
}

/** In milliseconds. An answer may take as long as a run, as long as its client reads it. */
export interface ServerLimits {
  /** From the start of a connection, or its last answer, to the end of a request's headers. */
  readonly headersMs: number;
  /** From there to the end of the request's body. */
  readonly requestMs: number;
  /** How often these two limits are checked, and so how late they may take effect. */
  readonly checkEveryMs: number;
  /** A connection on which nothing moves for this long is closed. */
  readonly silenceMs: number;
}

/** Headers are due within 10 s and requests within 30 s. Streams send several heartbeats per `silenceMs`. */
export const DEFAULT_LIMITS: ServerLimits = {
  headersMs: 9_000,
  requestMs: 29_000,
  checkEveryMs: 500,
  silenceMs: 60_000,
};

const MAX_HEADER_BYTES = 16 * 1024;

const MAX_CONNECTIONS = 1_024;

/** Streams must end within this time when the server closes. */
const CLOSE_WITHIN_MS = 5_000;

/** @throws {UserError} when it cannot listen there. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { token, runs, limits = DEFAULT_LIMITS } = options;
  const port = (): number => (server.address() as AddressInfo).port;
  const gate = token === undefined ? undefined : createTokenGate(token, port);
  const config = { ...options.config, tokenRequired: gate !== undefined };
  const server: HttpServer = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    createRoutes({ ...options, gate, config }),
  );
  server.setTimeout(limits.silenceMs);
  server.maxConnections = MAX_CONNECTIONS;
  // No limit: Node silently drops headers beyond its own, and a second Host could be among them.
  server.maxHeadersCount = 0;
  await listen(server, options.host, options.port);
  // For example, a connection that cannot be accepted.
  server.on('error', options.onError);

  return {
    port: port(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await runs.close();
      server.closeIdleConnections();
      const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
      await closed;
      clearTimeout(deadline);
    },
  };
}

async function listen(server: HttpServer, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ port, host, backlog: MAX_CONNECTIONS }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    switch (code) {
      case 'EADDRINUSE':
        throw portInUse(host, port, error);
      case 'EACCES':
        throw portForbidden(host, port, error);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw noSuchHost(host, port, error);
      default:
        throw cannotListen(host, port, message, error);
    }
  }
}
