import { describe, expect, it } from 'vitest';
import { NO_TOTALS } from '../../../src/events/totals.ts';
import { renderBlock } from '../../../src/reporters/live-block.ts';
import { FINISHED, HUGE, STARTED, totalsOf } from '../../support/sample-totals.ts';

const HOUR_MS = 3_600_000;

function widths(block: string): number[] {
  return block.split('\n').map((line) => [...line].length);
}

describe('renderBlock', () => {
  it('shows what is done of what was found', () => {
    const listing = totalsOf(
      STARTED,
      { type: 'listed', objects: 1_234, sizeBytes: 5_000_000, complete: false },
      {
        type: 'sum',
        objects: 234,
        sizeBytes: 1_000_000,
        bytes: 4_000_000,
        lines: 20_000,
        words: 100_000,
        slowest: [],
      },
      { type: 'reading', bytes: 250_000 },
    );
    const lines = renderBlock('Counting /data/', listing, 2_000, 80).split('\n');
    expect(lines[0]).toMatch(/^Counting \/data\/ .*2\.0 s$/);
    const shown = lines.slice(1).join('\n');
    expect(shown).toMatch(/keys +234 of 1,234/);
    expect(shown).toMatch(/still listing/);
    expect(shown).toMatch(/1\.25 MB of 5\.00 MB +\(625 kB\/s\)/);
    expect(shown).toMatch(/4\.00 MB decoded/);
    expect(shown).toMatch(/lines +20,000/);
    expect(shown).toMatch(/words +100,000/);
  });

  it('shows the share done and the time left once all is listed', () => {
    const half = totalsOf(
      { type: 'listed', objects: 10, sizeBytes: 1_000, complete: true },
      { type: 'reading', bytes: 500 },
    );
    expect(renderBlock('t', half, 8_000, 80)).toMatch(/50%, 8\.0 s left/);
    expect(renderBlock('t', half, 500, 80)).not.toMatch(/left/);
  });

  it('shows how many keys were not counted whole', () => {
    expect(renderBlock('t', FINISHED, 1_000, 80)).toMatch(/not whole +1 key$/m);
    expect(renderBlock('t', NO_TOTALS, 1_000, 80)).not.toMatch(/not whole/);
  });

  it.each([80, 60, 40, 20])('fits %i columns with the spinner before it', (columns) => {
    const titles = ['', 'short', 'x'.repeat(500), 'é'.repeat(500), '\x1b[31m'.repeat(50)];
    for (const title of titles) {
      for (const totals of [NO_TOTALS, FINISHED, HUGE]) {
        for (const elapsedMs of [0, 999, 59_999, 100 * HOUR_MS]) {
          const block = renderBlock(title, totals, elapsedMs, columns);
          expect(Math.max(...widths(block))).toBeLessThanOrEqual(columns - 2);
        }
      }
    }
  });

  it('fits 80 columns without cutting anything, whatever the numbers', () => {
    const block = renderBlock('Counting /data/', HUGE, 100 * HOUR_MS, 80);
    expect(block).toBe(renderBlock('Counting /data/', HUGE, 100 * HOUR_MS, 80));
    const narrow = block.split('\n').slice(1);
    const wide = renderBlock('Counting /data/', HUGE, 100 * HOUR_MS, 500)
      .split('\n')
      .slice(1);
    expect(narrow).toEqual(wide);
  });

  it('escapes what a terminal would act on', () => {
    expect(renderBlock('a\x1b[2Jb\nc', NO_TOTALS, 0, 80).split('\n')[0]).toContain(
      'a\\x1b[2Jb\\x0ac',
    );
  });
});
