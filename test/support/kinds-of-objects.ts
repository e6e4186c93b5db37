// Objects of each format, also after skippable frames, with their decoded text.

import { deflateSync, gzipSync } from 'node:zlib';
import { blockedGzip } from './blocked-gzip.ts';
import { THREE_BLOCKS } from './bzip2-samples.ts';
import { formatFixture, SKIP_TEXT } from './format-fixture.ts';
import { lz4Frame } from './lz4-bytes.ts';
import { seededBytes, seededText } from './seeded.ts';
import { skippableFrame, storedFrame } from './zstd-bytes.ts';

export interface ObjectOfKind {
  readonly encoded: Buffer;
  readonly format: string;
  /** Absent for formats that are not supported. */
  readonly text?: Buffer;
}

const TEXT = seededText(3_000);

export const KINDS: Readonly<Record<string, ObjectOfKind>> = {
  'plain text': { encoded: TEXT, text: TEXT, format: 'plain' },
  'very little': { encoded: Buffer.from('a b'), text: Buffer.from('a b'), format: 'plain' },
  gzip: { encoded: gzipSync(TEXT), text: TEXT, format: 'gzip' },
  BGZF: { encoded: blockedGzip(TEXT, 500), text: TEXT, format: 'gzip' },
  bzip2: { encoded: THREE_BLOCKS.encoded, text: THREE_BLOCKS.text, format: 'bzip2' },
  zstd: { encoded: storedFrame(TEXT), text: TEXT, format: 'zstd' },
  lz4: { encoded: lz4Frame([TEXT]), text: TEXT, format: 'lz4' },
  xz: {
    encoded: formatFixture('a.log.xz'),
    text: Buffer.from('one two three\nfour five\n'.repeat(50)),
    format: 'xz',
  },
  'zstd behind 24 bytes': { encoded: formatFixture('skip24.zst'), text: SKIP_TEXT, format: 'zstd' },
  'zstd behind 64 bytes': {
    encoded: formatFixture('skip64-noext'),
    text: SKIP_TEXT,
    format: 'zstd',
  },
  'lz4 behind 3000 bytes': {
    encoded: formatFixture('skip3000.lz4'),
    text: SKIP_TEXT,
    format: 'lz4',
  },
  'zstd behind three frames': {
    encoded: Buffer.concat([
      ...[0, 70, 33].map((size, number) => skippableFrame(seededBytes(size), number)),
      storedFrame(TEXT),
      storedFrame(TEXT),
    ]),
    text: Buffer.concat([TEXT, TEXT]),
    format: 'zstd',
  },
  'skippable frames alone': {
    encoded: skippableFrame(seededBytes(60)),
    text: Buffer.of(),
    format: 'zstd',
  },
  'text behind a skippable frame': {
    encoded: Buffer.concat([skippableFrame(TEXT), TEXT]),
    text: Buffer.concat([skippableFrame(TEXT), TEXT]),
    format: 'plain',
  },
  zip: { encoded: formatFixture('c.zip'), format: 'zip' },
  zlib: { encoded: deflateSync(seededBytes(3_000)), format: 'zlib' },
  'a web archive with a dictionary': {
    encoded: formatFixture('dict-zst.warc.zst'),
    format: 'zstd with a dictionary',
  },
};
