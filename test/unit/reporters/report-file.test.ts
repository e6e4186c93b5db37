import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkReportPath, createReportFile } from '../../../src/reporters/report-file.ts';
import { systemClock } from '../../../src/scatter/clock.ts';
import { FINISHED, STARTED } from '../../support/sample-totals.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const MAKING = { version: '1.2.3', style: '', options: [], startedAt: new Date(0) };

test('a path is refused before the run if its report could not be written there', async () => {
  const folder = createTemporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(checkReportPath(folder)).rejects.toThrow(
    `The report cannot be written to ${folder}, because it is not a file. Give --report the path of a file.`,
  );
  await expect(checkReportPath('/dev/null')).rejects.toThrow(/because it is not a file/);
  const missing = join(folder, 'no/such/report.html');
  await expect(checkReportPath(missing)).rejects.toThrow(
    `The report ${missing} cannot be written: there is no folder ${join(folder, 'no/such')}. Make it, or give --report another path.`,
  );
  await expect(checkReportPath(join(folder, 'file/report.html'))).rejects.toThrow(
    /there is no folder/,
  );
  await checkReportPath(join(folder, 'report.html'));
  await checkReportPath(join(folder, 'file'));
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written is refused', async () => {
  const folder = createTemporaryFolder();
  chmodSync(folder, 0o500);
  await expect(checkReportPath(join(folder, 'report.html'))).rejects.toThrow(
    /permission is denied\. Give --report another path\.$/,
  );
});

test('the report replaces the former file whole, and leaves nothing else', async () => {
  const folder = createTemporaryFolder();
  const path = join(folder, 'report.html');
  writeFileSync(path, 'the former report');
  const reporter = createReportFile(path, MAKING, systemClock);
  await reporter.onEvent?.(STARTED, FINISHED);
  expect(readFileSync(path, 'utf8')).toBe('the former report');
  await reporter.onEnd?.(FINISHED);
  expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(readdirSync(folder)).toEqual(['report.html']);
});

test('a link stays a link, and its file is replaced', async () => {
  const folder = createTemporaryFolder();
  mkdirSync(join(folder, 'shared'));
  writeFileSync(join(folder, 'shared/latest.html'), '');
  symlinkSync('shared/latest.html', join(folder, 'report.html'));
  await createReportFile(join(folder, 'report.html'), MAKING, systemClock).onEnd?.(FINISHED);
  expect(readFileSync(join(folder, 'shared/latest.html'), 'utf8')).toContain('</html>');
  expect(readdirSync(folder).sort()).toEqual(['report.html', 'shared']);
  expect(readdirSync(join(folder, 'shared'))).toEqual(['latest.html']);
});

test('a report that cannot be written after all is an error that names it', async () => {
  const folder = createTemporaryFolder();
  const path = join(folder, 'report.html');
  const reporter = createReportFile(path, MAKING, systemClock);
  mkdirSync(path);
  await expect(reporter.onEnd?.(FINISHED)).rejects.toThrow(
    new RegExp(`^The report ${path} could not be written: `),
  );
  expect(readdirSync(folder)).toEqual(['report.html']);
});
