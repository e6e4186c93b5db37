// A server that writes whatever bytes a test makes up, over TLS or not, whole and broken as they are.

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { makeCertificate } from './self-signed-certificate.ts';

/** Called for each request with its connection, and the numbers of both from 1. */
export type RawAnswer = (socket: Socket, connection: number, request: number) => void;

export interface RawServer {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** The connections so far. */
  readonly sockets: readonly Socket[];
  /** The heads of the requests so far. */
  readonly heads: readonly string[];
}

export const HEAD_END = '\r\n\r\n';

/** Call it within a test, whose end closes the server. */
export async function startRawServer(
  scheme: 'http' | 'https',
  answer: RawAnswer,
): Promise<RawServer> {
  const sockets: Socket[] = [];
  const heads: string[] = [];
  const serve = (socket: Socket) => {
    sockets.push(socket);
    const connection = sockets.length;
    let requests = 0;
    let head = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1');
      if (!head.endsWith(HEAD_END)) return;
      heads.push(head);
      head = '';
      requests += 1;
      answer(socket, connection, requests);
    });
  };
  const server =
    scheme === 'https' ? createTlsServer(makeCertificate(), serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { scheme, port: (server.address() as AddressInfo).port, sockets, heads };
}
