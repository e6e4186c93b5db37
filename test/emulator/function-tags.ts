// Lambda's calls about tags: https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkTags } from './function-checks.ts';
import type { FunctionState } from './function-state.ts';
import { sendJson } from './http-message.ts';

export function serveTags(
  fn: FunctionState,
  action: string,
  input: Record<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (action === 'ListTags') {
    sendJson(response, 200, { Tags: fn.tags });
    return;
  }
  if (action === 'TagResource') {
    const tags = { ...fn.tags, ...(input.Tags as Record<string, string>) };
    checkTags(tags);
    fn.tags = tags;
  } else {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    for (const key of searchParams.getAll('tagKeys')) delete fn.tags[key];
  }
  sendJson(response, 204, undefined);
}
