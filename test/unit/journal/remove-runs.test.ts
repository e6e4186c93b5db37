import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockJournal } from '../../../src/journal/journal-lock.ts';
import type { EarlierRun, EarlierStatus } from '../../../src/journal/list-runs.ts';
import { listRuns } from '../../../src/journal/list-runs.ts';
import { removeRun, runsToRemove } from '../../../src/journal/remove-runs.ts';
import { runIdOf } from '../../../src/journal/run-id.ts';
import { begin, FIRST_ID } from '../../support/journals.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const DAY_MS = 24 * 3_600_000;
const NOW_MS = Date.parse('2026-11-26T07:28:15.000Z');

/** A run that began so many days ago. */
function runOf(days: number, status: EarlierStatus, journalBytes = 1_000): EarlierRun {
  const modifiedMs = NOW_MS - days * DAY_MS;
  return { id: runIdOf(new Date(modifiedMs)), status, journalBytes, modifiedMs };
}

const idsOf = (runs: readonly EarlierRun[]) => runs.map(({ id }) => id);

describe('runsToRemove', () => {
  it('keeps a hundred runs', () => {
    const runs = Array.from({ length: 103 }, (_, n) => runOf(200 - n, 'complete'));
    expect(runsToRemove(runs, NOW_MS)).toEqual(idsOf(runs.slice(0, 3)));
    expect(runsToRemove(runs.slice(3), NOW_MS)).toEqual([]);
  });

  it('keeps a gigabyte, and removes finished runs before others', () => {
    const runs = [
      runOf(9, 'broken-off', 2 ** 29),
      runOf(8, 'complete', 2 ** 29),
      runOf(7.5, 'incomplete', 2 ** 28),
      runOf(6, 'interrupted', 2 ** 29),
      runOf(5, 'running', 2 ** 29),
    ];
    const [broken, complete, incomplete] = idsOf(runs);
    expect(runsToRemove(runs, NOW_MS)).toEqual([complete, incomplete, broken]);
  });

  it('removes no run that is in progress, nor one that was unfinished a week ago or less', () => {
    const runs = [
      runOf(30, 'running', 2 ** 31),
      runOf(6.9, 'interrupted', 2 ** 31),
      runOf(1, 'broken-off', 2 ** 31),
      runOf(0, 'unreadable', 2 ** 31),
    ];
    expect(runsToRemove(runs, NOW_MS)).toEqual([]);
  });
});

describe('removeRun', () => {
  it('removes a journal, and none that is in use or is not there', async () => {
    const folder = createTemporaryFolder();
    const journal = await begin(folder);
    await expect(removeRun(folder, FIRST_ID)).rejects.toThrow('is in progress');
    await journal.flush();
    writeFileSync(join(folder, 'other.ndjson'), '');
    await expect(removeRun(folder, 'other')).rejects.toThrow('There is no journal of a run other.');
    await expect(removeRun(folder, '../x')).rejects.toThrow('There is no journal of a run');
    await journal.close();
    // A run of which nothing was told leaves no journal.
    expect(readdirSync(folder)).toEqual(['other.ndjson']);
    const file = join(folder, `${FIRST_ID}.ndjson`);
    writeFileSync(file, 'anything');
    await removeRun(folder, FIRST_ID);
    expect(readdirSync(folder)).toEqual(['other.ndjson']);
  });
});

describe('listRuns', () => {
  it('lists nothing where there are no journals', async () => {
    expect(await listRuns(join(createTemporaryFolder(), 'none'))).toEqual([]);
  });

  it('lists runs by age, and says why a journal cannot be read', async () => {
    const folder = createTemporaryFolder();
    for (const id of ['20261126-072815-10', '20261126-072815-9', '20261125-235959']) {
      writeFileSync(join(folder, `${id}.ndjson`), '{}\n');
    }
    mkdirSync(join(folder, '20261127-000000.ndjson'));
    writeFileSync(join(folder, 'notes.ndjson'), '');
    const lock = await lockJournal(folder, '20261126-072815-9');
    const runs = await listRuns(folder);
    await lock.release();
    expect(runs.map(({ id, status }) => [id, status])).toEqual([
      ['20261125-235959', 'unreadable'],
      ['20261126-072815-9', 'running'],
      ['20261126-072815-10', 'unreadable'],
      ['20261127-000000', 'unreadable'],
    ]);
    expect(runs[0]?.problem).toContain('is damaged in line 1');
  });
});
