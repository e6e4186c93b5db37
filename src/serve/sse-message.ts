// Server-Sent Events as bytes: https://html.spec.whatwg.org/multipage/server-sent-events.html.

/** How long a browser waits before it comes back to a stream that broke off. */
const RETRY_MS = 2_000;

/** What a stream begins with. */
export const STREAM_PREAMBLE = `retry: ${RETRY_MS}\n\n`;

/** A comment, which no reader is told of: it only keeps the connection. */
export const HEARTBEAT = ': still here\n\n';

/** One message; `data` becomes JSON, which has no newline that would end the field. */
export function encodeMessage(id: string, event: string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
