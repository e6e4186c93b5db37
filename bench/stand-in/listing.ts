// A page of a listing of made-up keys, found by bisection, so that no page costs more than another.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import { entityTagAt, type KeyAt, sizeBytesAt } from './key-shapes.ts';

export interface MadeUpBucket {
  readonly keys: number;
  readonly keyAt: KeyAt;
}

/** S3 gives no more keys at a time. */
const MAX_KEYS = 1_000;

const MODIFIED = '2026-11-22T10:17:36.000Z';

/** Answers the query of a ListObjectsV2 request in XML. */
export function listPage(bucket: MadeUpBucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? query.get('start-after') : fromToken(token);
  const maxKeys = Math.min(MAX_KEYS, Number(query.get('max-keys') ?? MAX_KEYS));
  const isEncoded = query.get('encoding-type') === 'url';
  const text = isEncoded ? encodeKey : escapeXml;

  const end = indexBehindPrefix(bucket, prefix);
  let index = Math.max(
    firstIndex(bucket, (key) => compare(key, prefix) >= 0),
    after === null ? 0 : indexAfter(bucket, after, delimiter),
  );
  let last = '';
  let given = 0;
  const contents: string[] = [];
  const commonPrefixes: string[] = [];
  for (; given < maxKeys && index < end; given += 1) {
    const key = bucket.keyAt(index);
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      contents.push(entry(index, text(key)));
      last = key;
      index += 1;
    } else {
      last = key.slice(0, cut + delimiter.length);
      commonPrefixes.push(`<CommonPrefixes><Prefix>${text(last)}</Prefix></CommonPrefixes>`);
      index = indexBehindPrefix(bucket, last);
    }
  }
  const isTruncated = index < end && maxKeys > 0;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>made-up</Name><Prefix>${text(prefix)}</Prefix>`,
    token === null ? '' : `<ContinuationToken>${token}</ContinuationToken>`,
    isTruncated ? `<NextContinuationToken>${toToken(last)}</NextContinuationToken>` : '',
    `<KeyCount>${given}</KeyCount><MaxKeys>${maxKeys}</MaxKeys>`,
    delimiter === '' ? '' : `<Delimiter>${text(delimiter)}</Delimiter>`,
    isEncoded ? '<EncodingType>url</EncodingType>' : '',
    `<IsTruncated>${isTruncated}</IsTruncated>`,
    ...contents,
    ...commonPrefixes,
    '</ListBucketResult>',
  ].join('');
}

/** The index of a key; nothing if there is no such key. */
export function findKey(bucket: MadeUpBucket, key: string): number | undefined {
  const index = firstIndex(bucket, (other) => compare(other, key) >= 0);
  return index < bucket.keys && bucket.keyAt(index) === key ? index : undefined;
}

/** S3 says today with which checksum an object was uploaded, too. */
function entry(index: number, key: string): string {
  return (
    `<Contents><Key>${key}</Key><LastModified>${MODIFIED}</LastModified>` +
    `<ETag>&quot;${entityTagAt(index)}&quot;</ETag>` +
    '<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>' +
    `<Size>${sizeBytesAt(index)}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  );
}

/** Behind a common prefix, a listing with a delimiter continues behind all keys that start with it. */
function indexAfter(bucket: MadeUpBucket, after: string, delimiter: string): number {
  if (delimiter !== '' && after.endsWith(delimiter)) return indexBehindPrefix(bucket, after);
  return firstIndex(bucket, (key) => compare(key, after) > 0);
}

function indexBehindPrefix(bucket: MadeUpBucket, prefix: string): number {
  return firstIndex(bucket, (key) => !key.startsWith(prefix) && compare(key, prefix) > 0);
}

/** The first index whose key is so; all behind it are so too. */
function firstIndex({ keys, keyAt }: MadeUpBucket, isSo: (key: string) => boolean): number {
  let low = 0;
  let high = keys;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(keyAt(middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function fromToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}

/** As S3 does it: a space is a plus, and slashes stay. */
function encodeKey(key: string): string {
  if (/^[\w./*-]*$/.test(key)) return key;
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
