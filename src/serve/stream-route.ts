// `GET /stream`: whom a request for events joins, and when it starts a run.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunFailed } from './contract.ts';
import { type EventId, formatEventId, parseEventId } from './event-id.ts';
import { readUrlQuery } from './read-query.ts';
import { malformedEventId, noSuchRun } from './refusal.ts';
import { requireSingleParameters } from './request-head.ts';
import type { RunRegistry } from './run-registry.ts';
import type { SharedRun } from './shared-run.ts';
import { encodeMessage } from './sse-message.ts';

/** Nothing between here and the reader may hold messages back, nor pack them. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  // Once the stream has ended there is nothing more to say; a server that closes waits for nobody.
  connection: 'close',
};

/**
 * With `run` it joins that one. With `prefix` it joins the run in progress, or starts one; but who
 * comes back, which the Last-Event-ID shows, wants his own run and never starts another.
 * @throws {Refusal} when there is no such run, no more may be started, or the Last-Event-ID is no
 *   such id: whoever sends one does not ask for a new run.
 */
export function answerStream(
  request: IncomingMessage,
  response: ServerResponse,
  parameters: URLSearchParams,
  runs: RunRegistry,
  defaultPrefix: string,
): void {
  if (request.method === 'HEAD') {
    response.writeHead(200, HEADERS).end();
    return;
  }
  requireSingleParameters(parameters);
  const lastEventId = request.headers['last-event-id']?.toString();
  const seen = parseEventId(lastEventId);
  if (lastEventId !== undefined && !seen) throw malformedEventId();
  if (seen?.isLast) {
    // With this status a browser does not come back once more:
    // https://html.spec.whatwg.org/multipage/server-sent-events.html#server-sent-events-intro
    response.writeHead(204).end();
    return;
  }
  const query = readUrlQuery(parameters, defaultPrefix);
  const run = findRun();
  response.writeHead(200, HEADERS);
  if (run) {
    const number = seen?.runId === run.id ? seen.number : 0;
    const isOfTheRun = parameters.has('run') && !parameters.has('no_agg');
    const wantsObjects = isOfTheRun ? run.query.noAgg : query.noAgg;
    run.join(response, { seen: number, wantsObjects });
  } else {
    response.end(forgotten(seen as EventId));
  }

  function findRun(): SharedRun | undefined {
    const id = parameters.get('run');
    if (id !== null) {
      const known = runs.find(id);
      if (!known && !seen) throw noSuchRun();
      return known;
    }
    if (seen) return runs.find(seen.runId) ?? runs.inProgress(query);
    return runs.start(query).run;
  }
}

function forgotten(seen: EventId): string {
  const event: RunFailed = {
    type: 'run-failed',
    reason: 'forgotten',
    message: noSuchRun().message,
  };
  return encodeMessage(formatEventId({ ...seen, isLast: true }), event.type, event);
}
