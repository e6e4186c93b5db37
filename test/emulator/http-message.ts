// Reads requests and writes answers of AWS's protocols: REST JSON, JSON 1.1 and Query (XML).
// Error shapes: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html and
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';

/** @throws {AwsError} if there are more than `limitBytes` bytes. */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
  tooLarge: () => AwsError,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
  }
  if (size > limitBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    throw new AwsError(400, 'SerializationException', 'Could not parse the request body.');
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response
    .writeHead(status, {
      'x-amzn-requestid': randomUUID(),
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

export function sendJsonError(response: ServerResponse, error: AwsError): void {
  const body = {
    Type: error.status < 500 ? 'User' : 'Service',
    // Some of Lambda's errors have `message`, some `Message`; clients read both.
    Message: error.message,
    message: error.message,
    ...error.members,
  };
  sendJson(response, error.status, body, { 'x-amzn-errortype': error.code, ...error.headers });
}

/** Escapes text for XML. */
export function xml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `result` is the XML within the action's Result element. */
export function sendXml(
  response: ServerResponse,
  namespace: string,
  action: string,
  result: string,
) {
  const id = randomUUID();
  const body =
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
    `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${action}Response>`;
  response.writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': id }).end(body);
}

export function sendXmlError(response: ServerResponse, error: AwsError): void {
  const id = randomUUID();
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const body =
    `<ErrorResponse><Error><Type>${type}</Type><Code>${xml(error.code)}</Code>` +
    `<Message>${xml(error.message)}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`;
  response
    .writeHead(error.status, { 'content-type': 'text/xml', 'x-amzn-requestid': id })
    .end(body);
}
