import { describe, expect, it } from 'vitest';
import { fairShare, sliceBytesFor } from '../../../src/planning/fair-share.ts';

const MIB = 2 ** 20;

describe('fairShare', () => {
  it('is a quarter of what each worker would have', () => {
    expect(fairShare([300 * MIB, 100 * MIB], 2)).toBe(50 * MIB);
    expect(fairShare([800 * MIB], 1)).toBe(200 * MIB);
  });

  it('is never so small that an invocation is not worth it', () => {
    expect(fairShare([], 10)).toBe(4 * MIB);
    expect(fairShare([1, 2, 3], 1)).toBe(4 * MIB);
    expect(fairShare([100 * MIB], 1_000)).toBe(4 * MIB);
  });
});

describe('sliceBytesFor', () => {
  it('is the share, within its bounds', () => {
    expect(sliceBytesFor(50 * MIB, 128 * MIB)).toBe(50 * MIB);
    expect(sliceBytesFor(500 * MIB, 128 * MIB)).toBe(128 * MIB);
    expect(sliceBytesFor(4 * MIB, 128 * MIB)).toBe(16 * MIB);
  });

  it('is never more than is asked for', () => {
    expect(sliceBytesFor(4 * MIB, 64 * 1024)).toBe(64 * 1024);
    expect(sliceBytesFor(500 * MIB, 64 * 1024)).toBe(64 * 1024);
  });

  it('is a whole number, as requests want it', () => {
    expect(sliceBytesFor(100 * MIB + 0.3, 128 * MIB)).toBe(100 * MIB + 1);
  });
});
