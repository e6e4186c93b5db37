// The HTTP server of the two pages and their stream: it listens, and ends in order.
//
// Node's own, without a framework, for seven routes need none. Nor does a library for server-sent
// events help: better-sse, the best kept, writes whether the reader keeps up or not, and heeding that
// is most of what there is to do here.

import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cannotListen, noSuchHost, portForbidden, portInUse } from '../errors/user-error.ts';
import type { ServerConfig } from './contract.ts';
import { createRoutes, type RouteOptions } from './routes.ts';
import { createTokenGate } from './token-gate.ts';

export interface ServerOptions extends Omit<RouteOptions, 'gate' | 'config'> {
  /** 0 for any that is free. */
  readonly port: number;
  /** What whoever asks must show, if anything. */
  readonly token: string | undefined;
  readonly config: Omit<ServerConfig, 'tokenRequired'>;
  readonly limits?: ServerLimits;
}

export interface Server {
  /** Where it listens. */
  readonly port: number;
  /** Stops all runs, and ends their streams with what comes of it. */
  close(): Promise<void>;
}

/** In milliseconds. An answer may take as long as a run, if somebody takes it. */
export interface ServerLimits {
  /** From a connection or its last answer to the end of a request's headers. */
  readonly headersMs: number;
  /** To the end of its body. */
  readonly requestMs: number;
  /** How often these two are looked after, and so how late they may come. */
  readonly checkEveryMs: number;
  /** For which nothing may come or go while an answer is there to be taken. */
  readonly silenceMs: number;
}

/** Requests are due within 10 s and 30 s. Streams have a heartbeat several times in a `silenceMs`. */
export const DEFAULT_LIMITS: ServerLimits = {
  headersMs: 9_000,
  requestMs: 29_000,
  checkEveryMs: 500,
  silenceMs: 60_000,
};

const MAX_HEADER_BYTES = 16 * 1024;

const MAX_CONNECTIONS = 1_024;

/** How long streams may take to their end when the server closes. */
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
  // As many as there is room for: those beyond Node's own limit are left out without a word.
  server.maxHeadersCount = 0;
  await listen(server, options.host, options.port);
  // A connection that cannot be accepted, for one.
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
