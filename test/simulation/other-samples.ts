// Contents of made-up objects in formats that are not read, or only in part, and compressed twice.

import { deflateSync, gzipSync } from 'node:zlib';
import { formatFixture } from '../support/format-fixture.ts';
import { seededText } from '../support/seeded.ts';
import { storedFrame, zstdFixture } from '../support/zstd-bytes.ts';
import type { SoundSample } from './sound-samples.ts';

const TEXT = seededText(6_000);
const XZ_TEXT = Buffer.from('one two three\nfour five\n'.repeat(50));

/** Contents that are decoded as the text that they were made from. */
export function makeOtherSoundSamples(): SoundSample[] {
  const xz = formatFixture('a.log.xz');
  const inner = gzipSync(TEXT);
  const members = [0, 1, 2, 3].map((n) => gzipSync(inner.subarray(n * 600, (n + 1) * 600)));
  const sound = (name: string, extension: string, parts: readonly Buffer[], text: Buffer) => ({
    ...{ name, extension, text },
    encoded: Buffer.concat(parts),
  });
  return [
    sound('xz: one stream', '.xz', [xz], XZ_TEXT),
    sound('xz: three streams', '.xz', [xz, xz, xz], Buffer.concat([XZ_TEXT, XZ_TEXT, XZ_TEXT])),
    sound('gzip: compressed twice', '.gz', [gzipSync(inner)], inner),
    sound('gzip: members, compressed twice', '.gz', members, inner.subarray(0, 2_400)),
    sound(
      'zstd: compressed twice',
      '.zst',
      [storedFrame(inner, 500), storedFrame(inner)],
      Buffer.concat([inner, inner]),
    ),
  ];
}

/** Contents that cannot be counted whole; in one piece it shows how far and why. */
export function makeUnreadContents(): { name: string; extension: string; encoded: Buffer }[] {
  const contents: Record<string, Buffer> = {
    'a zip': formatFixture('c.zip'),
    zlib: deflateSync(TEXT),
    'a web archive with a dictionary': formatFixture('dict-zst.warc.zst'),
    'zstd with a dictionary': zstdFixture('dictionary.zst'),
    'reserved flags': formatFixture('reserved-20.gz'),
    'the beginning of xz alone': Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  };
  return Object.entries(contents).map(([name, encoded]) => ({
    name: `unread: ${name}`,
    extension: '',
    encoded,
  }));
}
