// Reads the XML of a listing's page as object stores write it, several times as fast as the SDK does. Whatever
// is written in another way, it leaves to the SDK.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

import { isAscii } from 'node:buffer';
import { createEntryForms, type EntryText, type WrittenEntry } from './entry-form.ts';
import { createXmlCursor, type XmlCursor } from './xml-cursor.ts';

/** The content of a page. Keys are as the server wrote them, perhaps encoded. */
export interface WrittenPage {
  readonly entries: readonly WrittenEntry[];
  readonly encodingType: string | undefined;
  readonly keyCount: number | undefined;
  readonly isTruncated: boolean | undefined;
  readonly nextToken: string | undefined;
}

/** Left to the SDK. */
type Unusual = undefined;

const ROOT = /(?:<\?xml [^>]*\?>\n?)?<ListBucketResult(?: xmlns="[^"<&]*")?>/y;

/** Longer than the root is anywhere. */
const MAX_ROOT_BYTES = 1_024;

/** Elements of a page that are not needed. */
const IGNORED: ReadonlySet<string> = new Set([
  'Name',
  'Prefix',
  'Delimiter',
  'StartAfter',
  'ContinuationToken',
]);

/** Gives nothing if anything is not as expected; then it is not known whether this is a page at all. */
export function readListing(bytes: Uint8Array): WrittenPage | Unusual {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Letters of other scripts are encoded.
  if (!isAscii(buffer)) return undefined;
  ROOT.lastIndex = 0;
  if (!ROOT.test(buffer.toString('latin1', 0, MAX_ROOT_BYTES))) return undefined;
  const xml = createXmlCursor(buffer, ROOT.lastIndex);
  const page = readPage(xml);
  return page && xml.isAtEnd() ? page : undefined;
}

function readPage(xml: XmlCursor): WrittenPage | Unusual {
  const entries: WrittenEntry[] = [];
  const seen = new Set<string>();
  const order: string[] = [];
  const forms = createEntryForms(xml.bytes);
  let encodingType: string | undefined;
  let keyCount: number | undefined;
  let isTruncated: boolean | undefined;
  let nextToken: string | undefined;
  for (;;) {
    const from = xml.at();
    const known = forms.read(from);
    if (known) {
      xml.moveTo(forms.end());
      entries.push(known);
      continue;
    }
    const name = xml.enter();
    if (name === '/ListBucketResult') break;
    if (name === 'Contents') {
      const texts: EntryText[] = [];
      const entry = readEntry(xml, order, texts);
      if (!entry) return undefined;
      forms.learn(from, texts, xml.at(), entry);
      entries.push(entry);
      continue;
    }
    if (name === undefined || seen.has(name)) return undefined;
    seen.add(name);
    if (name.endsWith('/') && IGNORED.has(name.slice(0, -1))) continue;
    if (!xml.readText(name)) return undefined;
    if (name === 'IsTruncated') isTruncated = xml.truth();
    else if (name === 'NextContinuationToken') nextToken = xml.words();
    else if (name === 'EncodingType') encodingType = xml.words();
    else if (name === 'KeyCount') keyCount = xml.wholeNumber();
    else if (name === 'MaxKeys' ? xml.wholeNumber() === undefined : !IGNORED.has(name)) {
      return undefined;
    }
  }
  const isTold = (name: string, value: unknown) => value !== undefined || !seen.has(name);
  const isWhole =
    isTruncated !== undefined &&
    isTold('NextContinuationToken', nextToken) &&
    isTold('EncodingType', encodingType) &&
    isTold('KeyCount', keyCount);
  return isWhole ? { entries, encodingType, keyCount, isTruncated, nextToken } : undefined;
}

/** Which members of an entry were read. */
const KEY = 1;
const SIZE = 2;
const ETAG = 4;
const MODIFIED = 8;
const STORAGE_CLASS = 16;
const RESTORE = 32;
const OWNER = 64;
const CHECKSUM_TYPE = 128;

/** Reads an entry. `order` has the elements of the one before, which are likely to come again. */
function readEntry(xml: XmlCursor, order: string[], texts: EntryText[]): WrittenEntry | Unusual {
  let key: string | undefined;
  let sizeBytes: number | undefined;
  let etag: string | undefined;
  let modifiedMs: number | undefined;
  let storageClass: string | undefined;
  let isRestored: boolean | undefined = false;
  let members = 0;
  for (let at = 0; ; at += 1) {
    const name = xml.enter(order[at]);
    if (name === undefined) return undefined;
    order[at] = name;
    if (name === '/Contents') break;
    let member = 0;
    if (name === 'RestoreStatus') {
      isRestored = readRestoreStatus(xml);
      if (isRestored === undefined) return undefined;
      member = RESTORE;
    } else if (name === 'Owner') {
      if (!skipOwner(xml)) return undefined;
      member = OWNER;
    } else {
      if (!xml.readText(name)) return undefined;
      const place = { start: xml.textStart(), end: xml.textEnd() };
      if (name === 'Key') {
        texts.push({ member: 'key', ...place });
        key = xml.words();
        member = KEY;
      } else if (name === 'Size') {
        texts.push({ member: 'sizeBytes', ...place });
        sizeBytes = xml.wholeNumber();
        member = SIZE;
      } else if (name === 'ETag') {
        texts.push({ member: 'etag', ...place, hasQuoteEntities: xml.hasQuoteEntities() });
        etag = xml.quoted();
        if (etag === undefined) return undefined;
        member = ETAG;
      } else if (name === 'LastModified') {
        texts.push({ member: 'modifiedMs', ...place });
        modifiedMs = xml.moment();
        if (modifiedMs === undefined) return undefined;
        member = MODIFIED;
      } else if (name === 'StorageClass') {
        storageClass = xml.words();
        if (storageClass === undefined) return undefined;
        member = STORAGE_CLASS;
      } else if (name === 'ChecksumType') {
        member = CHECKSUM_TYPE;
      } else if (name !== 'ChecksumAlgorithm') {
        return undefined;
      }
    }
    // Only checksums may come twice. The SDK reads an entry in which anything else does.
    if (members & member) return undefined;
    members |= member;
  }
  if (key === undefined || sizeBytes === undefined) return undefined;
  return { key, sizeBytes, etag, modifiedMs, storageClass, isRestored };
}

function readRestoreStatus(xml: XmlCursor): boolean | Unusual {
  let isInProgress: boolean | undefined;
  let expiresMs: number | undefined;
  for (let name = xml.enter(); name !== '/RestoreStatus'; name = xml.enter()) {
    if (name === undefined || !xml.readText(name)) return undefined;
    if (name === 'IsRestoreInProgress' && isInProgress === undefined) {
      isInProgress = xml.truth();
      if (isInProgress === undefined) return undefined;
    } else if (name === 'RestoreExpiryDate' && expiresMs === undefined) {
      expiresMs = xml.moment();
      if (expiresMs === undefined) return undefined;
    } else {
      return undefined;
    }
  }
  return isInProgress === undefined ? undefined : !isInProgress && expiresMs !== undefined;
}

function skipOwner(xml: XmlCursor): boolean {
  let members = '';
  for (let name = xml.enter(); name !== '/Owner'; name = xml.enter()) {
    if (name !== 'ID' && name !== 'DisplayName') return false;
    if (members.includes(name) || !xml.readText(name)) return false;
    members += name;
  }
  return members !== '';
}
