import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type RunRow, renderRuns } from '../../../src/reporters/runs-table.ts';
import { textColumns } from '../../../src/text/fit-text.ts';

const PLAIN = pc.createColors(false);

const RUN: RunRow = {
  ...{ id: '20261126-154615', status: 'interrupted', source: 's3://logs/2026/11/some/folder/' },
  ...{ counted: 60_000, words: 405_697_123, dollars: 0.000_069 },
  next: 'wordcount run --resume 20261126-154615',
};

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map(textColumns));
}

describe('renderRuns', () => {
  it('has all columns and a long source where nobody reads it on a terminal', () => {
    const text = renderRuns([RUN], Number.POSITIVE_INFINITY, PLAIN);
    expect(text).toMatch(/│ run +│ +status │ +source │ +counted │ +words │ +cost │/);
    expect(text).toContain('│ s3://logs/2026/11/some/folder/ │ ');
    expect(text).toMatch(/\nwordcount run --resume 20261126-154615\n$/);
  });

  it.each([
    [120, ['counted', 'words']],
    [90, ['counted', 'words']],
    [80, ['counted']],
    [62, []],
  ])('fits %d columns', (columns, shown) => {
    const text = renderRuns([RUN], columns, PLAIN);
    expect(widthOf(text)).toBeLessThanOrEqual(columns);
    expect(['counted', 'words'].filter((name) => text.includes(name))).toEqual(shown);
    expect(text).toMatch(/20261126-154615 │ interrupted │ +s3:\/\/\S+/);
    expect(text).toContain('$0.000069');
  });

  it('does not say of a run that broke off what it has cost in all', () => {
    const costOf = (dollars: number) => {
      const row = { ...RUN, dollars, mayHaveCostMore: true };
      return /│ +(\S.*?) │\n└/
        .exec(renderRuns([row], 200, PLAIN))?.[1]
        ?.split('│')
        .at(-1)
        ?.trim();
    };
    expect(costOf(0.000_069)).toBe('$0.000069 and more');
    expect(costOf(0)).toBe('–');
  });
});
