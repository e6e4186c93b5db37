// Objects that are large for their slices, counted by functions: the totals are the same, and no byte is
// downloaded without need.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { BIG_FORMATS } from '../support/big-texts.ts';
import { blockedGzip } from '../support/blocked-gzip.ts';
import { runForLines } from '../support/count-lines.ts';
import { gzipMember } from '../support/gzip-bytes.ts';
import { inParts } from '../support/in-parts.ts';
import { wcReference } from '../support/reference-counts.ts';
import { seededBytes } from '../support/seeded.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;

const text = Buffer.from(createAccessLog(6_000_000));
const sizes = new Map<string, number>();
let aws: Awaited<ReturnType<typeof startAws>>;

beforeAll(async () => {
  aws = await startAws({ concurrency: 8 });
  for (const [name, { encode }] of Object.entries(BIG_FORMATS)) {
    const encoded = encode(text);
    sizes.set(name, encoded.length);
    await aws.put(`big/${name}`, encoded);
  }
}, 60_000);

afterAll(() => aws.close());

function toMember(data: Buffer): Buffer {
  return gzipMember(data);
}

function run(prefix: string, sliceSize: string) {
  const where = ['--bucket', BUCKET, '--prefix', prefix];
  const args = [...where, '--concurrency', '4', '--slice-size', sliceSize];
  return runForLines(args, { env: aws.env });
}

test.each([
  ['128K', 128 * KIB],
  ['1M', MIB],
  ['128M', 128 * MIB],
])('objects in slices of %s have the total of the whole', async (option, sliceBytes) => {
  const { lines, stderr, exitCode } = await run('big/', option);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const count = wcReference(text);
  for (const [name, format] of Object.entries(BIG_FORMATS)) {
    const line = lines.get(`big/${name}`);
    expect(line, name).toMatchObject({ status: 'counted', ...count });
    const { min, max } = format.pieces(sizes.get(name) ?? 0, sliceBytes);
    expect(line?.pieces ?? 1, name).toBeGreaterThanOrEqual(min);
    expect(line?.pieces ?? 1, name).toBeLessThanOrEqual(max);
  }
});

test('archives that are data of an archive are not taken for units', async () => {
  const part = text.subarray(0, 400_000);
  // Stored, so that what is in it can be read in it.
  const inner = Buffer.concat([blockedGzip(part, 20_000), ...inParts(part, 50_000).map(toMember)]);
  const outer = [
    gzipMember(part),
    gzipMember(inner, { level: 0 }),
    gzipMember(inner, { level: 0 }),
  ];
  const blocked = blockedGzip(inner, 60_000, 0);
  await aws.put('false/members', Buffer.concat(outer));
  await aws.put('false/BGZF', blocked);
  const { lines, exitCode } = await run('false/', '64K');
  expect(exitCode).toBe(0);
  const count = wcReference(Buffer.concat([part, inner, inner]));
  expect(lines.get('false/members')).toMatchObject({ status: 'counted', ...count });
  expect(lines.get('false/BGZF')).toMatchObject({ status: 'counted', ...wcReference(inner) });
  for (const line of lines.values()) expect(line.pieces).toBeGreaterThan(1);
});

test('damage is reported, with the count up to it', async () => {
  const names = Object.keys(BIG_FORMATS).filter((name) => name !== 'plain');
  const whole = new Map<string, Buffer>();
  for (const name of names) {
    const encoded = BIG_FORMATS[name]?.encode(text) ?? text;
    const flipped = Buffer.from(encoded);
    const at = Math.floor(encoded.length * 0.6);
    flipped[at] = (flipped[at] ?? 0) ^ 0x10;
    whole.set(`damaged/${name}, cut off`, encoded.subarray(0, encoded.length * 0.7));
    whole.set(`damaged/${name}, flipped`, flipped);
  }
  for (const [key, bytes] of whole) await aws.put(key, bytes);
  const sliced = await run('damaged/', '256K');
  const unsliced = await run('damaged/', '128M');
  for (const { lines, exitCode } of [sliced, unsliced]) {
    expect(exitCode).toBe(1);
    expect([...lines.keys()].sort()).toEqual([...whole.keys()].sort());
  }
  for (const [key, { ms: _, pieces: __, ...line }] of sliced.lines) {
    expect(line.status, key).toBe('partial');
    const reasons = key.endsWith('cut off') ? ['truncated'] : ['corrupt', 'bad-checksum'];
    expect(reasons).toContain(line.reason);
    expect(unsliced.lines.get(key)).toMatchObject(line);
    expect(line.bytes).toBeGreaterThan(text.length / 2);
    // Flipped bits may decode to other text, up to the end, before the damage shows.
    if (key.endsWith('flipped')) continue;
    expect(line).toMatchObject(wcReference(text.subarray(0, line.bytes)));
    expect(line.bytes).toBeLessThan(text.length);
  }
});

describe('downloads', () => {
  const SLICE_BYTES = 2 * MIB;
  /** Bytes that are read beyond a slice for its last unit. */
  const STEP_BYTES = 256 * KIB;
  // It can hardly be compressed, nor can its repetition, which is too far away.
  const megabyte = seededBytes(750_000).toString('base64').replaceAll('/', ' ');
  const noise = Buffer.from(megabyte.repeat(16));

  test.each(['plain', 'BGZF', 'gzip of one member', 'gzip of many members'])(
    'of %s are not much more than the object',
    async (name) => {
      const key = `noise/${name}`;
      const encoded = BIG_FORMATS[name]?.encode(noise) ?? noise;
      await aws.putInParts(key, inParts(encoded, 8 * MIB));
      const before = aws.proxy.requests.length;
      const { lines, exitCode } = await run(key, '2M');
      expect(exitCode).toBe(0);
      expect(lines.get(key)).toMatchObject({ status: 'counted', ...wcReference(noise) });
      const pieces = lines.get(key)?.pieces ?? 1;
      expect(pieces).toBeGreaterThan(5);
      const downloads = aws.proxy.requests.slice(before).filter((request) => request.key === key);
      const sentBytes = downloads.reduce((sum, request) => sum + request.sentBytes, 0);
      expect(sentBytes).toBeLessThan(1.3 * encoded.length + pieces * STEP_BYTES);
      for (const download of downloads) expect(download.sentBytes).toBeLessThan(3 * SLICE_BYTES);
    },
  );
});
