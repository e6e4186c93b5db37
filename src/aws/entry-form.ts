// The form of a listing's entries: all of them but the texts in which each differs from the others. Where an entry has
// the form of one that was read before, only these texts are left to be read.

import {
  AMPERSAND,
  copy,
  copyQuoted,
  LESS,
  QUOTE_ENTITY,
  readMoment,
  readWholeNumber,
  SPACE,
} from './xml-text.ts';

/** An object of a page. Its key is as the server wrote it, perhaps encoded. */
export interface WrittenEntry {
  readonly key: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly etag: string | undefined;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number | undefined;
  readonly storageClass: string | undefined;
  /** Whether an archived object can be read for a while. */
  readonly isRestored: boolean;
}

/** A text of its own of an entry. */
export interface EntryText {
  readonly member: 'key' | 'sizeBytes' | 'etag' | 'modifiedMs';
  readonly start: number;
  readonly end: number;
  /** Whether it is in quotation marks that are written as entities. */
  readonly hasQuoteEntities?: boolean;
}

interface EntryForm {
  /** What comes before, between and behind the texts. */
  readonly around: Uint8Array;
  /** Where in it each text begins, and where it ends. */
  readonly cuts: readonly number[];
  /** The number of the text of each member; -1 if there is none. */
  readonly key: number;
  readonly sizeBytes: number;
  readonly etag: number;
  readonly modifiedMs: number;
  readonly hasQuoteEntities: boolean;
  readonly storageClass: string | undefined;
  readonly isRestored: boolean;
}

export interface EntryForms {
  /** Learns the form of an entry that was read in another way. It has a key and a size. */
  learn(from: number, texts: readonly EntryText[], to: number, entry: WrittenEntry): void;
  /** Reads an entry that has the form of one before; nothing if it has none, or one of its texts is unusual. */
  read(from: number): WrittenEntry | undefined;
  /** Where the entry ends that was read. */
  end(): number;
}

/** Objects of different classes, or that were written in different ways, have different forms. */
const MAX_FORMS = 8;

export function createEntryForms(bytes: Buffer): EntryForms {
  /** The one that was met last comes first. */
  const forms: EntryForm[] = [];
  /** Where the texts of the entry are. */
  const starts: number[] = [];
  const ends: number[] = [];
  let entryEnd = 0;

  /** Whether there is an entry of this form; notes where its texts are. */
  function isAt(from: number, { around, cuts }: EntryForm): boolean {
    let at = from;
    let place = 0;
    for (let text = 0; ; text += 1) {
      for (const cut = cuts[text] as number; place < cut; place += 1) {
        if (bytes[at] !== around[place]) return false;
        at += 1;
      }
      if (text === cuts.length - 1) break;
      starts[text] = at;
      // What may stand for something else ends the text, and is not what must come then.
      for (let byte = bytes[at] as number; byte >= SPACE; byte = bytes[at] as number) {
        if (byte === LESS || byte === AMPERSAND) break;
        at += 1;
      }
      ends[text] = at;
    }
    entryEnd = at;
    return true;
  }

  function readAs(form: EntryForm): WrittenEntry | undefined {
    const { storageClass, isRestored } = form;
    const sizeBytes = readWholeNumber(bytes, startOf(form.sizeBytes), endOf(form.sizeBytes));
    const hasTime = form.modifiedMs >= 0;
    const modifiedMs = hasTime
      ? readMoment(bytes, startOf(form.modifiedMs), endOf(form.modifiedMs))
      : undefined;
    const hasTag = form.etag >= 0;
    if (sizeBytes === undefined || (hasTime && modifiedMs === undefined)) return undefined;
    if (isEmpty(form.key) || (hasTag && isEmpty(form.etag))) return undefined;
    const key = copy(bytes, startOf(form.key), endOf(form.key));
    const copyTag = form.hasQuoteEntities ? copyQuoted : copy;
    const etag = hasTag ? copyTag(bytes, startOf(form.etag), endOf(form.etag)) : undefined;
    return { key, sizeBytes, etag, modifiedMs, storageClass, isRestored };
  }

  const startOf = (text: number) => starts[text] as number;
  const endOf = (text: number) => ends[text] as number;
  const isEmpty = (text: number) => startOf(text) === endOf(text);

  return {
    learn(from, texts, to, entry) {
      forms.unshift(toForm(bytes, from, texts, to, entry));
      if (forms.length > MAX_FORMS) forms.pop();
    },
    read(from) {
      for (let index = 0; index < forms.length; index += 1) {
        const form = forms[index] as EntryForm;
        if (!isAt(from, form)) continue;
        if (index > 0) forms.unshift(...forms.splice(index, 1));
        return readAs(form);
      }
      return undefined;
    },
    end: () => entryEnd,
  };
}

function toForm(
  bytes: Buffer,
  from: number,
  texts: readonly EntryText[],
  to: number,
  { storageClass, isRestored }: WrittenEntry,
): EntryForm {
  const pieces: Uint8Array[] = [];
  const cuts: number[] = [];
  let at = from;
  let length = 0;
  function take(end: number): void {
    pieces.push(bytes.subarray(at, end));
    length += end - at;
    cuts.push(length);
  }
  for (const { start, end, hasQuoteEntities } of texts) {
    const margin = hasQuoteEntities ? QUOTE_ENTITY.length : 0;
    take(start + margin);
    at = end - margin;
  }
  take(to);
  const find = (member: EntryText['member']) => texts.findIndex((text) => text.member === member);
  return {
    ...{ around: new Uint8Array(Buffer.concat(pieces)), cuts, storageClass, isRestored },
    ...{ key: find('key'), sizeBytes: find('sizeBytes') },
    ...{ etag: find('etag'), modifiedMs: find('modifiedMs') },
    hasQuoteEntities: texts[find('etag')]?.hasQuoteEntities ?? false,
  };
}
