// Server-Sent Events as bytes: https://html.spec.whatwg.org/multipage/server-sent-events.html.

/** A browser waits this long before it reconnects to a broken stream. */
const RETRY_MS = 2_000;

/** The beginning of every stream. */
export const STREAM_PREAMBLE = `retry: ${RETRY_MS}\n\n`;

/** A comment, which readers ignore. It only keeps the connection alive. */
export const HEARTBEAT = ': still here\n\n';

/** One message. `data` becomes JSON on one line, because a newline would end the field. */
export function encodeMessage(id: string, event: string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
