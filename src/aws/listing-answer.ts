// Holds an answer to a listing to what S3 says it is. The SDK takes whatever comes for a page of a
// listing: of an empty answer or a login page it makes a last page without objects, and of a size
// that is none it makes 0. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import type { S3Client, _Object as S3Object } from '@aws-sdk/client-s3';
import { FOREIGN_ANSWER } from './sdk-errors.ts';

/** The part of an HTTP answer that is looked at. */
interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

const LISTING = 'ListObjectsV2Command';

/** Has the client look at each page of a listing before the SDK reads it. */
export function checkListings(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName !== LISTING) return result;
      const answer = result.response as RawAnswer;
      if (answer.statusCode >= 300) return result;
      const { body } = answer;
      const bytes = body instanceof Uint8Array ? body : await client.config.streamCollector(body);
      const finding = findFaultInXml(client.config.utf8Encoder(bytes));
      if (finding) throw foreignAnswer(finding, answer.statusCode, answer.headers);
      answer.body = bytes;
      return result;
    },
    // Next to the connection, so that the SDK's own reading comes after it.
    { step: 'deserialize', priority: 'low', name: 'checkListings' },
  );
}

/** What shows that this is no page of a listing. */
function findFaultInXml(xml: string): string | undefined {
  const [, root] = /<([A-Za-z][^\s/>]*)/.exec(xml) ?? [];
  // An error may come with status 200; the SDK sees to that.
  if (root === 'Error') return undefined;
  if (root !== 'ListBucketResult') return 'the answer is no ListBucketResult';
  if (!/<IsTruncated>(?:true|false)<\/IsTruncated>/.test(xml)) {
    return 'a page does not say whether more follow';
  }
  if (/<Size>(?!\d{1,16}<)|<Size\s*\/>/.test(xml)) return 'a size is no whole number';
  return undefined;
}

/**
 * What is wrong with an object of a page, by its decoded key, if anything is: what is given on must
 * be what was asked for, and must have a name and a size.
 */
export function findFaultInEntry(
  key: string,
  { Size }: S3Object,
  prefix: string,
): string | undefined {
  if (key === '') return 'an object has no key';
  if (!Number.isSafeInteger(Size)) return `an object has no size: ${key}`;
  if (!key.startsWith(prefix)) return `an object has another prefix: ${key}`;
  return undefined;
}

export function foreignAnswer(
  finding: string,
  httpStatusCode: number | undefined,
  headers: Readonly<Record<string, string>> = {},
): Error {
  const name = FOREIGN_ANSWER;
  const facts = { name, $metadata: { httpStatusCode }, $response: { headers } };
  return Object.assign(new Error(finding), facts);
}
