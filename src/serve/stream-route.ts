// Answers `GET /stream`: chooses the run that a request joins, or starts a new one.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunFailed } from './contract.ts';
import { type EventId, formatEventId, parseEventId } from './event-id.ts';
import { readUrlQuery } from './read-query.ts';
import { malformedEventId, noSuchRun } from './refusal.ts';
import { requireSingleParameters } from './request-head.ts';
import type { RunRegistry } from './run-registry.ts';
import type { SharedRun } from './shared-run.ts';
import { encodeMessage } from './sse-message.ts';

/** Proxies must neither delay nor compress the messages. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  // The connection is not needed after the stream, and would delay a server that closes.
  connection: 'close',
};

/**
 * With `run`, a viewer joins that run. With `prefix`, it joins the run in progress or starts one. A
 * reconnecting viewer, which sends a Last-Event-ID, only rejoins its run and never starts another.
 * @throws {Refusal} when there is no such run, too many runs are in progress, or the Last-Event-ID is
 *   malformed.
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
    // After this status, a browser does not reconnect:
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
