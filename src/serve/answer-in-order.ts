// Answers the requests of one connection one after the other. A client may send the next request before
// it has an answer (RFC 9112, section 9.3.2), and answers must come in the order of the requests. An
// answer that is made early would only take memory, and a stream without a connection would not learn
// that its reader has gone.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Requests of a connection that may wait. With one more, the connection is closed. */
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
    // Node.js assigns the connection when all earlier answers have ended. If one of these closes the
    // connection, that never happens, and this request stays unanswered.
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
      process.nextTick(() => {
        if (!response.destroyed) answer(request, response);
      });
    });
  };
}
