// Reads the request for a run from the query of a URL or from a JSON body.

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

/** Any value of `no_agg` except an empty one, 0 and false turns it on, as in the article of 2015. */
export function readUrlQuery(parameters: URLSearchParams, defaultPrefix: string): RunQuery {
  const noAgg = !['', '0', 'false'].includes(parameters.get('no_agg') ?? '');
  return validate({ prefix: parameters.get('prefix') ?? defaultPrefix, noAgg });
}

/** @throws {Refusal} when the body ends too early, is too large, or is not a valid request. */
export async function readBodyQuery(request: IncomingMessage): Promise<RunQuery> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw notJson();
  const bytes = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw malformedQuery('the body is not JSON');
  }
  return validate(body);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    // The connection stays open, because a refusal must still be sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BODY_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    // The client left, took too long, or sent malformed chunks.
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
