// The requests of a page to the server, except the stream.

import {
  type ErrorBody,
  ROUTES,
  type RunList,
  type RunQuery,
  type RunSummary,
  type ServerConfig,
} from '../../serve/contract.ts';
import { addressOf } from './address-of.ts';

export function fetchConfig(): Promise<ServerConfig> {
  return ask(ROUTES.config);
}

export async function listRuns(): Promise<readonly RunSummary[]> {
  const { runs } = await ask<RunList>(ROUTES.runs);
  return runs;
}

/** Starts the run, or joins it if it is in progress. */
export function startRun(query: RunQuery): Promise<RunSummary> {
  return ask(ROUTES.runs, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
  });
}

export function stopRun(id: string): Promise<RunSummary> {
  return ask(`${ROUTES.runs}/${id}`, { method: 'DELETE' });
}

/** @throws {Error} with a message for the user. */
async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(addressOf(path), init);
  } catch {
    throw new Error('The server does not answer. Check that wordcount serve is still running.');
  }
  if (response.ok) return (await response.json()) as Answer;
  throw new Error(await readMessage(response));
}

async function readMessage(response: Response): Promise<string> {
  try {
    const { message } = (await response.json()) as ErrorBody;
    return message;
  } catch {
    return `The server answered with status ${response.status}. Check --host, or the proxy in between.`;
  }
}
