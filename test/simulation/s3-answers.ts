// Answers of S3, and of what stands before it, that hold no object.

import { type HttpAnswer, wholeBody } from './made-up-http.ts';

const PAGE = '<!DOCTYPE html><html><body>\n<h1>Please log in</h1>\n</body></html>\n';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Error(status: number, code: string): HttpAnswer {
  return xmlAnswer(
    status,
    `<Error><Code>${code}</Code><Message>${code}, it says</Message></Error>`,
  );
}

export function xmlAnswer(status: number, xml: string): HttpAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
  return { status, headers: { 'content-type': 'application/xml' }, body: wholeBody(body) };
}

/** The page of a proxy or a login. */
export function htmlPage(status: number): HttpAnswer {
  const headers = { 'content-type': 'text/html', 'content-length': String(PAGE.length) };
  return { status, headers, body: wholeBody(PAGE) };
}
