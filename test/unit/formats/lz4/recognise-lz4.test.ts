import { describe, expect, it } from 'vitest';
import { frameHeader, legacyFrame, lz4Frame, skippableFrame } from '../../../support/lz4-bytes.ts';
import { nameOf, splitHintOf } from '../../../support/recognition.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

const EMPTY = Buffer.alloc(0);
const SMALL = seededText(3_000);

describe('what lz4 recognises', () => {
  const frame = lz4Frame([SMALL]);

  it('is a frame, a legacy one, and what follows skippable ones', async () => {
    for (const encoded of [
      frame,
      legacyFrame([SMALL]),
      Buffer.concat([skippableFrame(EMPTY), skippableFrame(Buffer.of(1, 2), 15), frame]),
      Buffer.concat([skippableFrame(seededBytes(100)), frame]),
      frame.subarray(0, 4),
      frameHeader(0),
    ]) {
      expect(await nameOf(encoded)).toBe('lz4');
    }
    for (const other of [
      EMPTY,
      frame.subarray(0, 3),
      skippableFrame(EMPTY).subarray(0, 6),
      Buffer.concat([skippableFrame(EMPTY), SMALL]),
      SMALL,
    ]) {
      expect(await nameOf(other)).toBe('plain');
    }
  });

  it('can be cut from the outset where blocks are independent', async () => {
    const withChecksums = { hasContentSize: true, hasBlockChecksums: true };
    expect(await splitHintOf(frame)).toBe('6040');
    expect(await splitHintOf(lz4Frame([SMALL], { blockSize: 7, hasContentChecksum: true }))).toBe(
      '6470',
    );
    expect(await splitHintOf(lz4Frame([SMALL], withChecksums))).toBe('7040');
    expect(await splitHintOf(Buffer.concat([skippableFrame(EMPTY), frame]))).toBe('6040');
    expect(await splitHintOf(Buffer.concat([skippableFrame(seededBytes(90)), frame]))).toBe('6040');
    expect(await splitHintOf(lz4Frame([SMALL], { isLinked: true }))).toBeUndefined();
    expect(await splitHintOf(legacyFrame([SMALL]))).toBeUndefined();
    expect(await splitHintOf(frame.subarray(0, 6))).toBeUndefined();
  });
});
