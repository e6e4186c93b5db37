// Answers requests: it first checks whether they are allowed at all, then looks at their path.

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createHostCheck, refuseOtherSite } from './access.ts';
import { answerInOrder } from './answer-in-order.ts';
import { redirectWithoutToken, requireMethod, sendFile, sendJson } from './answers.ts';
import { type ErrorBody, ROUTES, type RunList, type ServerConfig } from './contract.ts';
import type { PageFile } from './page-files.ts';
import { readBodyQuery } from './read-query.ts';
import { noSuchPage, noSuchRun, noToken, Refusal, unknownHost } from './refusal.ts';
import { answerReport, type RenderReport } from './report-route.ts';
import { readTarget } from './request-head.ts';
import type { RunRegistry } from './run-registry.ts';
import { answerStream } from './stream-route.ts';
import type { TokenGate } from './token-gate.ts';

export interface RouteOptions {
  readonly host: string;
  /** Further host names that requests may name. */
  readonly otherNames: readonly string[];
  readonly gate: TokenGate | undefined;
  readonly pages: ReadonlyMap<string, PageFile>;
  readonly config: ServerConfig;
  readonly runs: RunRegistry;
  /** The files of a result. */
  readonly reports: RenderReport;
  /** Receives unexpected errors. */
  onError(error: unknown): void;
}

/** A page may load, run and connect to only what this server itself has. */
const SECURITY_HEADERS = Object.entries({
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
});

/** The paths of the pages. */
const PAGE_PATHS: readonly string[] = [ROUTES.counters, ROUTES.scatter, ROUTES.history];

export function createRoutes(
  options: RouteOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { gate, pages, runs } = options;
  const isOwnHost = createHostCheck(options.host, options.otherNames);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    const { path, parameters } = readTarget(request);
    const isPage = PAGE_PATHS.includes(path);
    if (request.method !== 'POST' && hasBody(request.headers)) endAfter(response);
    if (!isOwnHost(request.headers.host)) throw unknownHost();
    const refusal = refuseOtherSite(request.headers, isPage);
    if (refusal) throw refusal;
    if (gate && path !== ROUTES.health) {
      const shown = isPage ? parameters.get('token') : null;
      const cookie = shown === null ? undefined : gate.exchange(shown);
      if (cookie) return redirectWithoutToken(response, path, parameters, cookie);
      if (!gate.admits(request.headers)) throw noToken();
    }
    await route(request, response, path, parameters);
  }

  async function route(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    parameters: URLSearchParams,
  ): Promise<void> {
    const file = pages.get(path);
    if (file) {
      requireMethod(request, 'GET', 'HEAD');
      return sendFile(request, response, file);
    }
    switch (path) {
      case ROUTES.stream:
        requireMethod(request, 'GET', 'HEAD');
        return answerStream(request, response, parameters, runs, options.config.prefix);
      case ROUTES.runs:
        requireMethod(request, 'GET', 'HEAD', 'POST');
        if (request.method === 'POST') return await start(request, response);
        return sendJson(response, 200, { runs: runs.list() } satisfies RunList);
      case ROUTES.config:
        requireMethod(request, 'GET', 'HEAD');
        return sendJson(response, 200, options.config);
      case ROUTES.health:
        requireMethod(request, 'GET', 'HEAD');
        return sendJson(response, 200, { status: 'ok' });
    }
    if (!path.startsWith(`${ROUTES.runs}/`)) throw noSuchPage();
    const [id = '', name, more] = path.slice(ROUTES.runs.length + 1).split('/');
    if (more !== undefined) throw noSuchPage();
    if (name !== undefined) return answerReport(request, response, runs, options.reports, id, name);
    requireMethod(request, 'DELETE');
    stop(response, id);
  }

  async function start(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { run, isNew } = runs.start(await readBodyQuery(request));
    sendJson(response, isNew ? 201 : 200, run.summary());
  }

  function stop(response: ServerResponse, id: string): void {
    const run = runs.find(id);
    if (!run) throw noSuchRun();
    run.stop();
    sendJson(response, 202, run.summary());
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const isRefusal = error instanceof Refusal;
    if (!isRefusal) options.onError(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (!request.complete) endAfter(response);
    if (isRefusal) response.setHeaders(new Map(Object.entries(error.headers)));
    const body: ErrorBody = {
      message: isRefusal
        ? error.message
        : 'The server failed unexpectedly. Its terminal shows the error.',
    };
    sendJson(response, isRefusal ? error.status : 500, body);
  }

  return answerInOrder((request, response) => {
    answer(request, response).catch((error: unknown) => refuse(request, response, error));
  });
}

/** Only POST has a body that is read. */
function hasBody({
  'content-length': length = '0',
  'transfer-encoding': coding,
}: IncomingHttpHeaders) {
  return coding !== undefined || length !== '0';
}

/** Node.js would go on reading a body that nobody wants, as fast as it comes. */
function endAfter(response: ServerResponse): void {
  response.setHeader('connection', 'close');
}
