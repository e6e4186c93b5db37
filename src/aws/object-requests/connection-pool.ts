// The open connections to stores that wait for their next request.

import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { StoreConnection } from './store-connection.ts';

/** Where to connect to. */
export interface Origin {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
}

interface Waiting {
  readonly connection: StoreConnection;
  /** In milliseconds since the process began. */
  readonly usableUntil: number;
}

/** A connection that takes longer to be made is given up. */
const CONNECT_MS = 5_000;

const TCP_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 1_000 };

export class ConnectionPool {
  /** By origin; the last is used first, because servers close those that wait for long. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** The newest TLS session of each origin, with which a further connection costs less. */
  readonly #sessions = new Map<string, Buffer>();
  #isDestroyed = false;

  /** A connection that waits, or a new one. */
  acquire(origin: Origin): StoreConnection {
    const waiting = this.#waiting.get(nameOf(origin)) ?? [];
    for (let last = waiting.pop(); last; last = waiting.pop()) {
      const { connection, usableUntil } = last;
      if (connection.isIdle && performance.now() < usableUntil) {
        connection.setIdle(false);
        return connection;
      }
      connection.destroy();
    }
    return new StoreConnection((onread) => this.#connect(origin, onread));
  }

  /** Keeps a connection for its next request, for as long as its server does. */
  release(origin: Origin, connection: StoreConnection, keepAliveMs: number): void {
    if (this.#isDestroyed || keepAliveMs === 0 || !connection.isIdle) {
      connection.destroy();
      return;
    }
    connection.setIdle(true);
    const name = nameOf(origin);
    const waiting = this.#waiting.get(name) ?? [];
    waiting.push({ connection, usableUntil: performance.now() + keepAliveMs });
    this.#waiting.set(name, waiting);
  }

  /** Closes the connections that wait, and from now on those that are released. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const waiting of this.#waiting.values()) {
      for (const { connection } of waiting) connection.destroy();
    }
    this.#waiting.clear();
  }

  #connect(origin: Origin, onread: OnReadOpts): Socket {
    const { isTls, host, port } = origin;
    const socket = isTls
      ? this.#connectTls(origin, onread)
      : connectTcp({ ...TCP_OPTIONS, host, port, onread });
    const timer = setTimeout(() => {
      const message = `no connection to ${host}:${port} within ${CONNECT_MS} ms`;
      socket.destroy(Object.assign(new Error(message), { name: 'TimeoutError' }));
    }, CONNECT_MS);
    const stop = () => clearTimeout(timer);
    return socket.once('connect', stop).once('close', stop);
  }

  #connectTls(origin: Origin, onread: OnReadOpts): Socket {
    const { host, port } = origin;
    const name = nameOf(origin);
    const session = this.#sessions.get(name);
    const options = {
      ...TCP_OPTIONS,
      host,
      port,
      onread,
      ALPNProtocols: ['http/1.1'],
      // An address is no name for this purpose (RFC 6066, 3).
      ...(isIP(host) === 0 && { servername: host }),
      ...(session && { session }),
    };
    return connectTls(options)
      .on('session', (newer) => this.#sessions.set(name, newer))
      .once('error', () => this.#sessions.delete(name));
  }
}

function nameOf({ isTls, host, port }: Origin): string {
  return `${isTls ? 'https' : 'http'}://${host}:${port}`;
}
