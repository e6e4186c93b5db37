// The form of a listing's entries: all of them but the texts in which each differs from the others. Where an entry has
// the form of one that was read before, one pattern matches all of it.

import { copy, copyQuoted, QUOTE_ENTITY, readMoment, readWholeNumber } from './xml-text.ts';

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

/** A text in which an entry differs from others of its form. */
export interface EntryText {
  readonly member: Member;
  readonly start: number;
  readonly end: number;
  /** Whether it is in quotation marks that are written as entities. */
  readonly hasQuoteEntities?: boolean;
}

type Member = 'key' | 'sizeBytes' | 'etag' | 'modifiedMs';

interface EntryForm {
  /** Matches an entry, with its texts as groups. What may stand for something else is in no text. */
  readonly pattern: RegExp;
  /** The lengths of what stands before each text, and behind the last one. */
  readonly gaps: readonly number[];
  /** The member that each text gives. */
  readonly members: readonly Member[];
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

/** A longer string would take memory that the next page can't use again. */
const WINDOW_BYTES = 64 * 1024;

/** Only where so many bytes are left in the window can it be said that an entry has none of the forms. */
const MAX_ENTRY_BYTES = 8 * 1024;

const TEXT = '([^<&\\x00-\\x1f]+)';

export function createEntryForms(bytes: Buffer): EntryForms {
  /** The one that was met last comes first. */
  const forms: EntryForm[] = [];
  /** Some of the bytes as text, and where it begins. */
  let window = '';
  let windowStart = 0;
  let entryEnd = 0;

  function moveWindow(from: number): void {
    const isInside = from >= windowStart && from + MAX_ENTRY_BYTES <= windowStart + window.length;
    if (isInside) return;
    windowStart = from;
    window = copy(bytes, from, from + WINDOW_BYTES);
  }

  function readAs(form: EntryForm, from: number, texts: RegExpExecArray): WrittenEntry | undefined {
    const { gaps, members, hasQuoteEntities, storageClass, isRestored } = form;
    let key = '';
    let sizeBytes: number | undefined;
    let etag: string | undefined;
    let modifiedMs: number | undefined;
    let at = from;
    for (let text = 0; text < members.length; text += 1) {
      const start = at + (gaps[text] as number);
      const end = start + (texts[text + 1] as string).length;
      at = end;
      switch (members[text]) {
        case 'key':
          key = copy(bytes, start, end);
          break;
        case 'sizeBytes':
          sizeBytes = readWholeNumber(bytes, start, end);
          if (sizeBytes === undefined) return undefined;
          break;
        case 'etag':
          etag = hasQuoteEntities ? copyQuoted(bytes, start, end) : copy(bytes, start, end);
          break;
        case 'modifiedMs':
          modifiedMs = readMoment(bytes, start, end);
          if (modifiedMs === undefined) return undefined;
          break;
      }
    }
    return { key, sizeBytes, etag, modifiedMs, storageClass, isRestored };
  }

  return {
    learn(from, texts, to, entry) {
      forms.unshift(toForm(bytes, from, texts, to, entry));
      if (forms.length > MAX_FORMS) forms.pop();
    },
    read(from) {
      if (forms.length === 0) return undefined;
      moveWindow(from);
      for (let index = 0; index < forms.length; index += 1) {
        const form = forms[index] as EntryForm;
        const { pattern } = form;
        pattern.lastIndex = from - windowStart;
        const texts = pattern.exec(window);
        if (!texts) continue;
        if (index > 0) forms.unshift(...forms.splice(index, 1));
        entryEnd = windowStart + pattern.lastIndex;
        return readAs(form, from, texts);
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
  const gaps: string[] = [];
  let at = from;
  for (const { start, end, hasQuoteEntities } of texts) {
    const margin = hasQuoteEntities ? QUOTE_ENTITY.length : 0;
    gaps.push(copy(bytes, at, start + margin));
    at = end - margin;
  }
  gaps.push(copy(bytes, at, to));
  return {
    pattern: new RegExp(gaps.map(escapePattern).join(TEXT), 'y'),
    gaps: gaps.map(({ length }) => length),
    members: texts.map(({ member }) => member),
    hasQuoteEntities: texts.some((text) => text.hasQuoteEntities),
    ...{ storageClass, isRestored },
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
