import { describe, expect, it } from 'vitest';
import { chooseScaleKind, createAxisScale, wholeDomain } from '../../../src/web/plot/axis-scale.ts';

const KINDS = ['linear', 'log'] as const;

describe.each(KINDS)('a %s axis', (kind) => {
  it.each([0, 1, 9, 10, 11, 999, 1_000_000, 123_456_789, 4e12])('contains 0 and %d', (max) => {
    const domain = wholeDomain(kind, max);
    const { project, ticks } = createAxisScale(kind, domain, [10, 500], 6);
    for (const value of [0, max]) {
      expect(project(value)).toBeGreaterThanOrEqual(10 - 1e-9);
      expect(project(value)).toBeLessThanOrEqual(500 + 1e-9);
    }
    expect(ticks.length).toBeGreaterThan(1);
  });

  it('projects values like its scale', () => {
    const domain = wholeDomain(kind, 70_000);
    const { scale, project } = createAxisScale(kind, domain, [400, 10], 6);
    for (const value of [1, 2, 30, 999, 70_000])
      expect(project(value)).toBeCloseTo(scale(value), 6);
  });

  it('marks whole numbers, each once, and formats 0 as 0', () => {
    const { ticks, formatTick } = createAxisScale(kind, wholeDomain(kind, 20_000), [0, 500], 6);
    const labels = ticks.map(formatTick).filter((label) => label !== '');
    expect(labels[0]).toBe('0');
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^\d+(\.\d+)?k?$/);
  });
});

it('a linear axis over a few lines has no marks between whole numbers', () => {
  const { ticks } = createAxisScale('linear', [2.2, 4.8], [0, 500], 8);
  expect(ticks).toEqual([3, 4]);
});

it('a logarithmic axis distinguishes 0 from 1', () => {
  const { project } = createAxisScale('log', wholeDomain('log', 1000), [0, 500], 6);
  expect(project(0)).toBe(0);
  expect(project(1)).toBeGreaterThan(20);
});

it.each([
  [1, 100, 'linear'],
  [1, 101, 'log'],
  [50, 4_000, 'linear'],
  [50, 5_001, 'log'],
  [Number.POSITIVE_INFINITY, 0, 'linear'],
] as const)('values from %d to %d are shown on a %s axis', (min, max, kind) => {
  expect(chooseScaleKind(min, max)).toBe(kind);
});

it('a logarithmic axis of many decades marks their beginnings alone', () => {
  const { ticks, formatTick } = createAxisScale('log', wholeDomain('log', 5e6), [0, 600], 8);
  expect(ticks.map(formatTick)).toEqual(['0', '1', '10', '100', '1k', '10k', '100k', '1M']);
});

it('a logarithmic axis of two decades marks steps between them', () => {
  const { ticks, formatTick } = createAxisScale('log', [9, 1_100], [0, 600], 8);
  expect(ticks.map(formatTick)).toEqual(['10', '20', '50', '100', '200', '500', '1k']);
});

it.each(KINDS)('a %s axis gives the values between two positions back', (kind) => {
  const { project, invert } = createAxisScale(kind, wholeDomain(kind, 900), [400, 10], 6);
  const [from, to] = invert(project(20), project(500));
  expect(from).toBeCloseTo(20, 6);
  expect(to).toBeCloseTo(500, 6);
  // A value that reaches the place of 0 has it.
  expect(invert(project(0), project(5))[0]).toBeCloseTo(0, 6);
});

it('a logarithmic axis begins with the power of ten before the least value, or with 0', () => {
  expect(wholeDomain('log', 9_000, 80)).toEqual([10, 10_000]);
  expect(wholeDomain('log', 9_000, 100)).toEqual([100, 10_000]);
  const { ticks } = createAxisScale('log', wholeDomain('log', 9_000, 9), [0, 600], 8);
  expect(ticks.slice(0, 2)).toEqual([ticks[0], 1]);
  expect(ticks[0]).toBeLessThan(1);
});
