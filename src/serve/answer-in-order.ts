// The requests of one connection, one after the other. A client may send the next before it has the
// answer to the last (RFC 9112, section 9.3.2), and answers must come in the order of the requests. So
// one that waits would only take room, and a stream that has no connection yet would not learn that its
// reader has gone.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Requests of a connection that may wait for those before; one more, and the connection is closed. */
const MAX_WAITING = 16;

export function answerInOrder(answer: Answer): Answer {
  const waiting = new WeakMap<Socket, number>();

  return (request, response) => {
    if (response.socket) return answer(request, response);
    const { socket } = request;
    const others = waiting.get(socket) ?? 0;
    if (others >= MAX_WAITING) {
      socket.destroy();
      return;
    }
    waiting.set(socket, others + 1);
    // Node.js gives an answer the connection when those before have ended, be they ours or its own. If
    // one of them was the connection's last, that never comes, and the request is void.
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
      process.nextTick(() => {
        if (!response.destroyed) answer(request, response);
      });
    });
  };
}
