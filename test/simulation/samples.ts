// All contents of made-up objects, sound and damaged, and what is to be counted of each.

import type { Tally } from '../../src/counting/tally.ts';
import type { WordRule } from '../../src/counting/word-rule.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { Format } from '../../src/formats/format.ts';
import { looksPlain, MAX_HEAD_BYTES, recogniseFormat } from '../../src/formats/recognise.ts';
import { decode } from '../fixtures/decode.ts';
import { flipBit } from '../support/flip-bit.ts';
import { articleReference, identifierReference, wcReference } from '../support/reference-counts.ts';
import { createDraws } from './draws.ts';
import { makeOtherSoundSamples, makeUnreadContents } from './other-samples.ts';
import { slowGunzip } from './slow-gunzip.ts';
import { makeSoundSamples, type SoundSample } from './sound-samples.ts';

export interface Sample extends SoundSample {
  /** The format's own name, by what the content begins with. */
  readonly format: string;
  /** All that can be decoded of it; of damaged content what comes before the damage. */
  readonly text: Buffer;
  /** Why it cannot be counted whole, if it is damaged. */
  readonly code: string | undefined;
  /** The cost of counting a byte of it, where a byte of plain text costs 1. */
  readonly costPerByte: number;
  /** The remark that it is counted with, whatever its name: it is compressed once more. */
  readonly isNested: boolean;
}

const REFERENCES: Readonly<Record<WordRule, (bytes: Uint8Array) => Tally>> = {
  wc: wcReference,
  identifier: identifierReference,
  article: articleReference,
};

/** The count that a slow, obvious counter makes of the first `bytes` of a sample's text. */
export function countPrefix(sample: Sample, rule: WordRule, bytes: number): Tally {
  let known = counted.get(sample);
  if (!known) {
    known = new Map();
    counted.set(sample, known);
  }
  const name = `${rule} ${bytes}`;
  const tally = known.get(name) ?? REFERENCES[rule](sample.text.subarray(0, bytes));
  known.set(name, tally);
  return tally;
}

const counted = new WeakMap<Sample, Map<string, Tally>>();

const DAMAGED_OF_EACH = 3;

export async function makeSamples(): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const sound of [...makeSoundSamples(), ...makeOtherSoundSamples()]) {
    const format = await formatOf(sound.encoded);
    samples.push({
      ...sound,
      format: format.name,
      costPerByte: format.costPerByte,
      code: undefined,
      isNested: isNested(format.name, sound.text),
    });
    if (sound.name.startsWith('plain') || sound.encoded.length === 0) continue;
    for (const [how, encoded] of damage(sound)) samples.push(await toDamaged(sound, how, encoded));
  }
  for (const { name, extension, encoded } of makeUnreadContents()) {
    const unread = { name, extension, encoded, text: Buffer.alloc(0) };
    samples.push(await toDamaged(unread, 'as it is', encoded));
  }
  return samples;
}

/** The same content where it is taken for plain text. */
export function asPlain(sample: Sample): Sample {
  const known = plainOnes.get(sample);
  if (known) return known;
  const { name, extension, encoded } = sample;
  const plain = { name: `${name}, as plain text`, extension, encoded, text: encoded };
  const about = { format: 'plain', costPerByte: 1, code: undefined };
  const made = { ...plain, ...about, isNested: false };
  plainOnes.set(sample, made);
  return made;
}

const plainOnes = new WeakMap<Sample, Sample>();

function isNested(format: string, text: Buffer): boolean {
  return format !== 'plain' && !looksPlain(text.subarray(0, MAX_HEAD_BYTES));
}

function damage({ name, encoded }: SoundSample): [how: string, encoded: Buffer][] {
  const draws = createDraws(1, name);
  const damaged: [string, Buffer][] = [];
  for (let n = 0; n < DAMAGED_OF_EACH; n += 1) {
    const end = draws.whole(4, encoded.length - 1);
    damaged.push([`cut at byte ${end}`, encoded.subarray(0, end)]);
    const bit = draws.whole(0, encoded.length * 8 - 1);
    damaged.push([`with bit ${bit} turned`, flipBit(encoded, bit)]);
  }
  damaged.push(['with garbage behind', Buffer.concat([encoded, Buffer.from('garbage\n\n')])]);
  return damaged;
}

async function formatOf(encoded: Uint8Array): Promise<Format> {
  return (await recogniseFormat(new ByteCursor([encoded]))).format;
}

/** As it is counted in one piece. */
async function toDamaged(sound: SoundSample, how: string, encoded: Buffer): Promise<Sample> {
  const format = await formatOf(encoded);
  let decoded = await decode(format, [encoded]);
  // Decoded bytes may have been lost along with the error.
  while (decoded.error instanceof DecodeError && decoded.error.preserveOutputFrom !== undefined) {
    const { preserveOutputFrom } = decoded.error;
    decoded = await decode(format, [encoded], { preserveOutputFrom });
  }
  const isDamagedGzip = format.name === 'gzip' && decoded.code === 'corrupt';
  const text = isDamagedGzip ? slowGunzip(encoded) : decoded.bytes;
  return {
    name: `${sound.name}, ${how}`,
    extension: sound.extension,
    encoded,
    format: format.name,
    costPerByte: format.costPerByte,
    text,
    code: decoded.code,
    isNested: isNested(format.name, text),
  };
}
