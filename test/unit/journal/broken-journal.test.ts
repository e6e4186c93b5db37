// A run that is resumed with a journal that was cut off or damaged.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../../src/journal/list-runs.ts';
import { journalPath } from '../../../src/journal/open-journal.ts';
import { copyCut, FIRST_ID, journalText } from '../../support/journals.ts';
import { journalOfRun, OBJECTS, resume, TRUE_TOTALS } from '../../support/resumed-run.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

describe('a run that is resumed', () => {
  it('has the same totals wherever its journal was cut off, any number of times', async () => {
    const source = createTemporaryFolder();
    await journalOfRun(source);
    const { size } = statSync(journalPath(source, FIRST_ID));
    const header = journalText(source).indexOf('\n') + 1;
    const cut = fc.double({ min: 0, max: 1, noNaN: true });
    const folder = createTemporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: header, max: size }), cut, async (bytes, again) => {
        copyCut(source, folder, bytes);
        const second = await resume(folder);
        expect(second.totals).toMatchObject(TRUE_TOTALS);
        const length = statSync(journalPath(folder, FIRST_ID)).size;
        copyCut(folder, folder, Math.round(bytes + (length - bytes) * again));
        expect((await resume(folder)).totals).toMatchObject(TRUE_TOTALS);
        const last = await resume(folder);
        expect(last.totals).toMatchObject(TRUE_TOTALS);
        expect(last.asked).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('asks for nothing that the journal has, and for all else once', async () => {
    const source = createTemporaryFolder();
    await journalOfRun(source);
    const text = journalText(source);
    const folder = createTemporaryFolder();
    for (let end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', end) + 1) {
      copyCut(source, folder, end);
      const lines = text.slice(0, end).trimEnd().split('\n');
      const settled = lines
        .map((line) => JSON.parse(line))
        .filter(({ type }) => type === 'settled');
      const known = settled.reduce((sum, { marks }) => sum + marks.length / 16, 0);
      const { asked } = await resume(folder);
      expect(asked).toHaveLength(OBJECTS.length - known);
      expect(new Set(asked.map(({ key }) => key)).size).toBe(asked.length);
    }
  });

  it('forgets nothing of earlier parts when it is killed before it knows as much', async () => {
    const source = createTemporaryFolder();
    const { totals } = await journalOfRun(source);
    const first = journalText(source).length;
    await resume(source, [...OBJECTS, { key: 'new', sizeBytes: 5, etag: '"new"' }]);
    const text = journalText(source);
    const folder = createTemporaryFolder();
    let parts = 0;
    for (let end = first; end > 0; end = text.indexOf('\n', end) + 1) {
      copyCut(source, folder, end);
      const [run] = await listRuns(folder);
      const { objects, billing, elapsedMs = 0 } = run?.about?.figures ?? {};
      expect(objects?.counted).toBeGreaterThanOrEqual(totals.objects.counted);
      expect(billing?.worker.billedMs).toBeGreaterThanOrEqual(totals.billing.worker.billedMs);
      expect(elapsedMs).toBeGreaterThanOrEqual(totals.elapsedMs);
      parts += 1;
    }
    expect(parts).toBeGreaterThan(3);
  });

  it('never takes a journal with a bit that has flipped for what was written', async () => {
    const source = createTemporaryFolder();
    const folder = createTemporaryFolder();
    await journalOfRun(source);
    const { size } = statSync(journalPath(source, FIRST_ID));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: size - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const bytes = readFileSync(journalPath(source, FIRST_ID));
        bytes[at] = (bytes[at] as number) ^ (1 << bit);
        writeFileSync(journalPath(folder, FIRST_ID), bytes);
        const result = await resume(folder).catch((error: Error) => error.message);
        if (typeof result === 'string') expect(result).toContain('is damaged in line');
        // Only a last line that has lost its newline is passed over.
        else expect([at, result.totals]).toMatchObject([size - 1, TRUE_TOTALS]);
      }),
      { numRuns: 100 },
    );
  });
});
