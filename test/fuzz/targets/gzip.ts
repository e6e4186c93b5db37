// gzip, held to Node's own gunzip.

import { constants, gunzipSync, gzipSync, type ZlibOptions } from 'node:zlib';
import { gzip } from '../../../src/formats/gzip/gzip.ts';
import { blockedGzip } from '../../support/blocked-gzip.ts';
import { gzipMember } from '../../support/gzip-bytes.ts';
import { seededBytes, seededText } from '../../support/seeded.ts';
import { type DecoderTarget, decoderTarget, type Reference } from '../decoder-target.ts';
import { seekTarget } from '../seek-target.ts';

const inputs: Pick<DecoderTarget, 'name' | 'format' | 'seeds' | 'tokens'> = {
  name: 'gzip',
  format: gzip,
  seeds: () => [
    gzipSync(seededText(300)),
    gzipSync(seededText(20_000), { level: 1 }),
    gzipSync(seededBytes(2_000)),
    gzipSync(Buffer.alloc(200_000, 'a')),
    gzipMember(seededText(500), { level: 0 }),
    gzipMember(seededText(500), { extra: Buffer.alloc(9), name: 'n', comment: 'c' }),
    gzipMember(Buffer.alloc(0), { headerChecksum: true }),
    Buffer.concat([1, 2, 3].map((seed) => gzipMember(seededText(400, seed)))),
    blockedGzip(seededText(3_000), 500),
  ],
  tokens: [
    Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
    Buffer.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0),
    Buffer.alloc(12),
  ],
};

export const gzipTarget = decoderTarget({
  ...inputs,
  refer: { oneIn: 4, to: gunzip },
  strictOf: ({ code }) => code === 'trailing-garbage',
});

export const seekGzipTarget = seekTarget({ ...inputs, hints: ['', 'bgzf'] });

function gunzip(input: Uint8Array): Reference {
  const read = tryToGunzip(input, constants.Z_FINISH);
  if (read) {
    // It stops at a zero, whatever follows the padding.
    const rest = input.subarray(read.end);
    const next = rest[0] === 0 ? rest.findIndex((byte) => byte !== 0) : -1;
    const more = next < 0 ? undefined : gunzip(rest.subarray(next));
    const bytes = Buffer.concat([read.bytes, more?.bytes ?? Buffer.alloc(0)]);
    return { bytes, isSound: more?.isSound ?? true, isAll: true };
  }
  // Together with an error it gives nothing; so it is given as much as goes without one.
  let [sound, damaged] = [0, input.length + 1];
  while (damaged - sound > 1) {
    const middle = (sound + damaged) >> 1;
    if (tryToGunzip(input.subarray(0, middle), constants.Z_SYNC_FLUSH)) sound = middle;
    else damaged = middle;
  }
  const bytes = tryToGunzip(input.subarray(0, sound), constants.Z_SYNC_FLUSH)?.bytes;
  return { bytes: bytes ?? Buffer.alloc(0), isSound: false, isAll: true };
}

function tryToGunzip(input: Uint8Array, finishFlush: number) {
  try {
    const options = { finishFlush, info: true } as ZlibOptions;
    const { buffer, engine } = gunzipSync(input, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, end: engine.bytesWritten };
  } catch {
    return undefined;
  }
}
