// Checks that an answer to a listing request is a page of a listing. The SDK accepts anything as one:
// it turns an empty answer or a login page into a last page without objects, and an invalid size into 0.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import type { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { WrittenEntry } from './entry-form.ts';
import { readListing, type WrittenPage } from './listing-xml.ts';
import { FOREIGN_ANSWER } from './sdk-errors.ts';

/** The part of an HTTP answer that is checked. */
interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

export interface ListingAnswer {
  /**
   * Gives the content of the newest answer away, if it was read here; otherwise it has been checked for the SDK to
   * read.
   */
  takePage(): WrittenPage | undefined;
}

/** The text that the SDK is given where there is nothing left to read. */
const NOTHING = Buffer.from('<ListBucketResult/>');

/** Reads the answer to the command, or checks that it is a page of a listing before the SDK parses it. */
export function readAnswer(command: ListObjectsV2Command, client: S3Client): ListingAnswer {
  let page: WrittenPage | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      page = undefined;
      const answer = result.response as RawAnswer;
      if (answer.statusCode >= 300) return result;
      const { body } = answer;
      const bytes = body instanceof Uint8Array ? body : await client.config.streamCollector(body);
      page = readListing(bytes);
      const finding = page ? undefined : findFaultInXml(client.config.utf8Encoder(bytes));
      if (finding) throw foreignAnswer(finding, answer.statusCode, answer.headers);
      answer.body = page ? NOTHING : bytes;
      return result;
    },
    // The lowest priority is next to the connection, so that the SDK parses after this.
    { step: 'deserialize', priority: 'low', name: 'readAnswer' },
  );
  return {
    takePage() {
      const taken = page;
      // A page that stayed here would stay as long as the handler.
      page = undefined;
      return taken;
    },
  };
}

/** The reason why this is no page of a listing, or nothing if it is one. */
function findFaultInXml(xml: string): string | undefined {
  const [, root] = /<([A-Za-z][^\s/>]*)/.exec(xml) ?? [];
  // An error may come with status 200; the SDK handles it.
  if (root === 'Error') return undefined;
  if (root !== 'ListBucketResult') return 'the answer is no ListBucketResult';
  if (!/<IsTruncated>(?:true|false)<\/IsTruncated>/.test(xml)) {
    return 'a page does not say whether more follow';
  }
  if (/<Size>(?!\d{1,16}<)|<Size\s*\/>/.test(xml)) return 'a size is no whole number';
  return undefined;
}

/**
 * The fault of an object in a page, or nothing. An object must have a key, a size and the requested
 * prefix. `key` is its decoded key.
 */
export function findFaultInEntry(
  key: string,
  { sizeBytes }: WrittenEntry,
  prefix: string,
): string | undefined {
  if (key === '') return 'an object has no key';
  if (!Number.isSafeInteger(sizeBytes)) return `an object has no size: ${key}`;
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
