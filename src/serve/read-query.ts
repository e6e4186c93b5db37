// What a run is asked for, from the query of an URL or from a JSON body.

import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { RunQuery } from './contract.ts';
import { bodyTooLarge, malformedQuery, notJson } from './refusal.ts';

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

/** @throws {Refusal} when it is no JSON, too large, or not what is asked for. */
export async function readBodyQuery(request: IncomingMessage): Promise<RunQuery> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw notJson();
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The refusal is still to be answered.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw bodyTooLarge(MAX_BODY_BYTES);
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw malformedQuery('it is no JSON');
  }
  return validate(body);
}

function validate(value: unknown): RunQuery {
  const result = v.safeParse(querySchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw malformedQuery(`${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
}
