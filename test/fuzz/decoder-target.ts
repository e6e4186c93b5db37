// The properties of each format's decoder, whatever bytes it is given.

import { DecodeError } from '../../src/errors/decode-error.ts';
import type { Format } from '../../src/formats/format.ts';
import { inReusedMemory } from '../fixtures/byte-sources.ts';
import { type FuzzTarget, hold } from './fuzz-target.ts';
import { below, type Random } from './mutate.ts';
import { type DecoderRun, KEPT_BYTES, runDecoder } from './run-decoder.ts';

/** Another decoder's output for the same bytes. */
export interface Reference {
  /** All that it gave, in whatever way it ended. */
  readonly bytes: Buffer;
  /** Whether it took the bytes for sound. */
  readonly isSound: boolean;
  /** Whether it gives all that could be decoded before an error. */
  readonly isAll?: boolean;
}

export interface DecoderTarget extends Pick<FuzzTarget, 'seeds' | 'tokens'> {
  readonly name: string;
  readonly format: Format;
  /** Slow; asked for the first input of a kind, and for one in so many of the others. */
  readonly refer?: { readonly oneIn: number; to(input: Uint8Array): Reference | undefined };
  /** By how much two decodings may differ that end at the same damage; default 0. */
  readonly slackBytes?: number;
  /** Whether the decoder may take for sound what the reference does not. */
  readonly isLenient?: (input: Uint8Array) => boolean;
  /** Errors that the reference passes over. */
  readonly strictOf?: (error: DecodeError) => boolean;
}

export function decoderTarget(target: DecoderTarget): FuzzTarget {
  const { name, format, seeds, tokens, refer, slackBytes = 0 } = target;
  const referred = new Set<string>();

  /** The first of each kind, and of the others some; more of those that seem sound. */
  function isReferred(kind: string, { error }: DecoderRun, random: Random): boolean {
    const isNew = !referred.has(kind);
    referred.add(kind);
    return isNew || random() * (refer?.oneIn ?? 1) < (error === undefined ? 5 : 1);
  }

  return {
    name,
    seeds,
    tokens,
    async run(input, random) {
      const whole = await decodeWhole(target, input);
      const inPieces = await decodeInPieces(target, input, random);
      hold(
        codeOf(inPieces) === codeOf(whole),
        `${codeOf(inPieces)} in pieces, ${codeOf(whole)} whole`,
      );
      const slack = whole.error === undefined ? 0 : slackBytes;
      hold(
        Math.abs(inPieces.bytes - whole.bytes) <= slack,
        `${inPieces.bytes} bytes in pieces, ${whole.bytes} whole`,
      );
      hold(isPrefix(whole.kept, inPieces.kept), 'in pieces it is other bytes');
      const isSameAll = inPieces.bytes !== whole.bytes || inPieces.checksum === whole.checksum;
      hold(isSameAll, 'in pieces it is other bytes further on');
      const kind = `${codeOf(whole)} ${shape(whole.error)} ${sizeClass(whole.bytes)}`;
      const isOurs = format.recognises(input.subarray(0, 32)) && whole.bytes < KEPT_BYTES;
      if (refer && isOurs && isReferred(kind, whole, random)) {
        const reference = refer.to(input);
        if (reference) compare(target, input, whole, reference);
      }
      return `${kind} ${sizeClass(whole.places.length)}`;
    },
  };
}

/** As the worker does it: once, and again with care where something may have been lost. */
async function decodeWhole(target: DecoderTarget, input: Uint8Array): Promise<DecoderRun> {
  const first = await runDecoder(target.format, [input]);
  return await repeatWithCare(target, first, () => [input]);
}

async function decodeInPieces(
  target: DecoderTarget,
  input: Uint8Array,
  random: Random,
): Promise<DecoderRun> {
  const pieceBytes = random() < 0.5 ? 1 + below(random, 20) : 1 + below(random, 5_000);
  const open = () => inReusedMemory(input, pieceBytes);
  return await repeatWithCare(target, await runDecoder(target.format, open()), open);
}

async function repeatWithCare(
  { format, slackBytes = 0 }: DecoderTarget,
  run: DecoderRun,
  open: () => Parameters<typeof runDecoder>[1],
): Promise<DecoderRun> {
  hold(
    run.error === undefined || run.error instanceof DecodeError,
    `no DecodeError: ${run.error instanceof Error ? run.error.stack : run.error}`,
  );
  const preserveOutputFrom = run.error?.preserveOutputFrom;
  if (preserveOutputFrom === undefined) return run;
  const again = await runDecoder(format, open(), { preserveOutputFrom });
  hold(again.error instanceof DecodeError, 'with care it is no DecodeError');
  hold(again.error.preserveOutputFrom === undefined, 'with care something is lost again');
  hold(again.bytes >= run.bytes - slackBytes, 'with care it is less');
  hold(isPrefix(again.kept, run.kept), 'with care it is other bytes');
  return again;
}

function compare(
  target: DecoderTarget,
  input: Uint8Array,
  run: DecoderRun,
  reference: Reference,
): void {
  const { isLenient = () => false, strictOf = () => false } = target;
  const { bytes, isSound, isAll = false } = reference;
  if (run.isCut) return;
  hold(isPrefix(bytes, run.kept), 'the reference gives other bytes');
  if (run.error === undefined) {
    if (!isSound && isLenient(input)) return;
    hold(isSound, 'the reference takes for damaged what we take for sound');
    hold(bytes.length === run.bytes, `the reference gives ${bytes.length} bytes, we ${run.bytes}`);
    return;
  }
  const strict = strictOf(run.error as DecodeError);
  hold(!isSound || strict, `the reference takes for sound what is ${run.error}`);
  hold(!isAll || run.bytes <= bytes.length, 'before the error we give more than the reference');
}

/** Whether one of the two begins with the other. */
function isPrefix(one: Buffer, other: Buffer): boolean {
  const common = Math.min(one.length, other.length);
  return one.subarray(0, common).equals(other.subarray(0, common));
}

export function codeOf({ error }: DecoderRun): string {
  return error instanceof DecodeError ? error.code : error === undefined ? 'sound' : String(error);
}

/** The message without what differs from input to input. */
function shape(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\d+/g, '') : '';
}

export function sizeClass(size: number): number {
  return Math.ceil(Math.log2(size + 1));
}
