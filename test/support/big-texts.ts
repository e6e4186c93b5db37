// Texts that are large for a test, in every format as the format's own tool writes it.

import { execFileSync } from 'node:child_process';
import { gzip as gzipFormat } from '../../src/formats/gzip/gzip.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { blockedGzip } from './blocked-gzip.ts';
import { hasCommand } from './has-command.ts';
import { inParts } from './in-parts.ts';
import type { ReferenceCount } from './reference-count.ts';

export interface BigFormat {
  readonly encode: (text: Buffer) => Buffer;
  /** The number of pieces in which an object is counted if slices of plain text have this many bytes. */
  readonly pieces: (sizeBytes: number, sliceBytes: number) => { min: number; max: number };
}

/** The higher the counting cost of a format's bytes, the shorter its slices. */
function cutAnywhere(costPerByte: number): BigFormat['pieces'] {
  return (sizeBytes, sliceBytes) => {
    const pieces = Math.max(1, Math.round((sizeBytes * costPerByte) / sliceBytes));
    return { min: pieces, max: pieces };
  };
}

const MEMBER_BYTES = 400_000;

const GZIP_COST = gzipFormat.costPerByte;

export const BIG_FORMATS: Readonly<Record<string, BigFormat>> = {
  plain: { encode: (text) => text, pieces: cutAnywhere(1) },
  'gzip of one member': {
    encode: (text) => tool('gzip', ['-c', '-1'], text),
    // In a slice there may be no block to begin at, or a gap before the first.
    pieces: (sizeBytes, sliceBytes) => {
      const slices = Math.max(1, Math.round((GZIP_COST * sizeBytes) / sliceBytes));
      return { min: Math.min(2, slices), max: slices === 1 ? 1 : 2 * slices };
    },
  },
  'gzip of many members': {
    encode: (text) => Buffer.concat(inParts(text, MEMBER_BYTES).map((part) => gzip(part))),
    // The length of members is estimated from the first one, which may be unusual.
    pieces: (sizeBytes, sliceBytes) => {
      const most = Math.round((GZIP_COST * sizeBytes) / sliceBytes);
      return { min: most > 1 ? 2 : 1, max: Math.max(1, most) };
    },
  },
  BGZF: { encode: bgzip, pieces: cutAnywhere(GZIP_COST) },
};

function gzip(text: Buffer): Buffer {
  return tool('gzip', ['-c'], text);
}

/** Some machines lack the tool. */
function bgzip(text: Buffer): Buffer {
  return hasCommand('bgzip') ? tool('bgzip', ['-c'], text) : blockedGzip(text, 65_280);
}

function tool(command: string, args: readonly string[], input: Buffer): Buffer {
  const stdio = ['pipe', 'pipe', 'ignore'] as const;
  return execFileSync(command, args, { input, stdio: [...stdio], maxBuffer: 2 ** 30 });
}

/** Repeats the same lines, so that the count of all follows from the count of one. */
export interface RepeatedText {
  readonly part: Buffer;
  readonly times: number;
  readonly count: ReferenceCount;
}

export function repeatText(partBytes: number, times: number): RepeatedText {
  const part = createAccessLog(partBytes);
  const words = part.split(/\s+/).length - 1;
  const lines = part.split('\n').length - 1;
  const count = { lines: times * lines, words: times * words, bytes: times * part.length };
  return { part: Buffer.from(part), times, count };
}
