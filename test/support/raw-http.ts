// Requests byte by byte, as no HTTP client would send them.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Connected; gone when the test has ended. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  // The other side may break it off.
  socket.on('error', () => undefined);
  return socket;
}

/** All that comes until the other side closes the connection, in order or not. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  if (!socket.closed) await once(socket, 'close');
  return text;
}

/** Sends it all at once and leaves sending open, as clients do. */
export async function exchange(port: number, bytes: string): Promise<string> {
  const socket = await openSocket(port);
  socket.write(bytes, 'latin1');
  return readToEnd(socket);
}

/** A request by its lines; without a body unless there is one. */
export function requestOf(firstLine: string, headers: readonly string[], body = ''): string {
  return [firstLine, ...headers, '', body].join('\r\n');
}

/** The status of each answer in what has come; bodies have no such line. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}
