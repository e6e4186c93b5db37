// The listing of the made-up bucket, and how it can break off or lead astray.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html.

import { createHash } from 'node:crypto';
import { createDraws } from './draws.ts';
import type { Faults } from './faults.ts';
import type { BucketObject } from './made-up-bucket.ts';
import { type Serve, systemError } from './made-up-http.ts';
import type { Plan } from './plan.ts';
import { htmlPage, s3Error, xmlAnswer } from './s3-answers.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Keys stand where these would stand in S3's order. */
const OTHER_ORDERS: readonly ((key: string) => string)[] = [
  (key) => [...key].reverse().join(''),
  (key) => createHash('sha256').update(key).digest('hex'),
  (key) => key.slice(2) + key,
];

/** After so many pages of nothing another kind of fault would do. */
const MANY_PAGES = 200;

export interface S3Settings {
  readonly time: VirtualTime;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly bucket: ReadonlyMap<string, BucketObject>;
  readonly note: (text: string) => void;
}

export function createListing({ time, plan, faults, bucket, note }: S3Settings): Serve {
  const order =
    faults.strike('list-in-other-order', 'bucket')?.pick(OTHER_ORDERS) ?? ((key) => key);
  const position = (key: string) => Buffer.from(order(key));
  const objects = [...bucket.values()]
    .map((object) => ({ object, at: position(object.key) }))
    .sort((left, right) => Buffer.compare(left.at, right.at))
    .map(({ object }) => object);
  const ignoresStartAfter = faults.strike('list-ignores-start-after', 'bucket') !== undefined;
  let asked = 0;

  /** The index of the first object after a key, in the order of the listing. */
  function indexAfter(key: string): number {
    const at = position(key);
    const index = objects.findIndex((object) => Buffer.compare(position(object.key), at) > 0);
    return index < 0 ? objects.length : index;
  }

  return async ({ query }, caller) => {
    asked += 1;
    const token =
      typeof query['continuation-token'] === 'string' ? query['continuation-token'] : '';
    const startAfter =
      typeof query['start-after'] === 'string' && !ignoresStartAfter
        ? query['start-after']
        : undefined;
    note(`s3 ${caller.name} LIST ${token} ${startAfter ?? ''}`);
    await time.wait(createDraws(plan.seed, `list ${asked}`).next() * plan.latencyMs);
    const strike = (kind: Parameters<typeof faults.strike>[0]) => faults.strike(kind, 'list');
    if (strike('list-resets')) throw systemError('ECONNRESET', 'socket hang up');
    if (strike('list-fails')) return s3Error(503, 'SlowDown');
    if (strike('list-denied')) return s3Error(403, 'AccessDenied');
    if (strike('list-silent')) await new Promise(() => undefined);
    if (strike('list-page')) return htmlPage(200);
    if (strike('list-empty-answer')) return { ...htmlPage(200), body: xmlAnswer(200, '').body };

    // A token is the index of the page's first object.
    const first =
      token === '' && startAfter !== undefined
        ? indexAfter(startAfter)
        : Number(token.replace(/\D.*/, ''));
    const next = first + plan.pageObjects;
    const isLast = next >= objects.length;
    const found = [...objects.slice(first, next)];
    if (strike('list-repeats-keys'))
      found.push(...objects.slice(Math.max(0, first - 1), first + 1));
    if (strike('list-empty-pages') && asked < MANY_PAGES)
      return page([], true, `${first}x${asked}`);
    if (strike('list-odd-size')) return oddPage(found, /<Size>(\d+)/, '<Size>$1e');
    if (strike('list-no-key')) return oddPage(found, /<Key>[^<]*/, '<Key>');
    if (strike('list-breaks')) return brokenPage(found);
    if (isLast) return page(found, false);
    if (strike('list-no-token')) return page(found, true);
    if (token !== '' && strike('list-repeats-token')) return page(found, true, token);
    if (first > 0 && strike('list-alternates')) {
      return page(found, true, String(first - plan.pageObjects));
    }
    return page(found, true, String(next));
  };
}

function page(objects: readonly BucketObject[], isTruncated: boolean, token?: string) {
  return xmlAnswer(200, xmlOf(objects, isTruncated, token));
}

/** A page with something of it replaced. */
function oddPage(objects: readonly BucketObject[], what: RegExp, by: string) {
  return xmlAnswer(200, xmlOf(objects, false).replace(what, by));
}

/** Half of a page. */
function brokenPage(objects: readonly BucketObject[]) {
  const xml = xmlOf(objects, false);
  return xmlAnswer(200, xml.slice(0, xml.length / 2));
}

function xmlOf(objects: readonly BucketObject[], isTruncated: boolean, token?: string): string {
  const contents = objects.map(
    ({ key, etag, sample, kind }) =>
      `<Contents><Key>${escapeXml(encodeKey(key))}</Key><Size>${sample.encoded.length}</Size>` +
      (etag ? `<ETag>${escapeXml(etag)}</ETag>` : '') +
      `<StorageClass>${kind === 'archived' ? 'GLACIER' : 'STANDARD'}</StorageClass></Contents>`,
  );
  const more = token === undefined ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`;
  return (
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>simulated</Name>' +
    `<EncodingType>url</EncodingType><KeyCount>${objects.length}</KeyCount>` +
    `<IsTruncated>${isTruncated}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`
  );
}

/** As a form does, which is how S3 encodes keys. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
