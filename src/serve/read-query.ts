// What a run is asked for, from the query of an URL or from a JSON body.

import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { RunQuery } from './contract.ts';
import { bodyTooLarge, brokenBody, malformedQuery, notJson } from './refusal.ts';

/** Longer than any key of S3 (1,024 bytes) and any path of Linux (4,096). */
const MAX_PREFIX_CHARACTERS = 4_096;

const MAX_BODY_BYTES = 32 * 1024;

const querySchema = v.object({
  prefix: v.pipe(v.string(), v.maxLength(MAX_PREFIX_CHARACTERS)),
  noAgg: v.optional(v.boolean(), false),
});

/** `no_agg` is on with anything but 0, as in the program of the article of 2015. */
export function readUrlQuery(parameters: URLSearchParams, defaultPrefix: string): RunQuery {
  const noAgg = !['', '0', 'false'].includes(parameters.get('no_agg') ?? '');
  return validate({ prefix: parameters.get('prefix') ?? defaultPrefix, noAgg });
}

/** @throws {Refusal} when it breaks off, is no JSON, too large, or not what is asked for. */
export async function readBodyQuery(request: IncomingMessage): Promise<RunQuery> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw notJson();
  const bytes = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw malformedQuery('it is no JSON');
  }
  return validate(body);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    // The refusal is still to be answered.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BODY_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    // The client has left, took too long, or sent chunks that are none: no fault of the server.
    throw brokenBody();
  }
  if (sizeBytes > MAX_BODY_BYTES) throw bodyTooLarge(MAX_BODY_BYTES);
  return Buffer.concat(chunks);
}

function validate(value: unknown): RunQuery {
  const result = v.safeParse(querySchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw malformedQuery(`${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
}
