// The address of one run: it shows that run and no other, and says so when the run is gone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numberOf, textOf, usePages, waitForState } from '../support/pages.ts';
import { type Serving, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const openPage = usePages();

async function finish(serving: Serving): Promise<string> {
  const { id } = JSON.parse((await serving.start({ prefix: '' })).body);
  await (await serving.watch(`/stream?run=${id}`)).ended;
  return id;
}

test('a page that is loaded again shows the same run, though there is a newer one', async () => {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'a.txt'), 'two words\n');
  const serving = await startServing(['--dir', root]);
  const id = await finish(serving);
  writeFileSync(join(root, 'b.txt'), 'and three more\n');
  await finish(serving);
  const page = await openPage(serving.port, `/?run=${id}`);
  await waitForState(page, 'complete');
  expect(await numberOf(page, '#words')).toBe(2);
  await page.reload();
  await waitForState(page, 'complete');
  expect(await numberOf(page, '#words')).toBe(2);
});

test.each(['/', '/scatter'])('%s says that a run is gone, and starts none', async (path) => {
  const root = createTemporaryFolder();
  const serving = await startServing(['--dir', root]);
  const page = await openPage(serving.port, `${path}?run=0123456789ab`);
  await waitForState(page, 'lost');
  expect(await textOf(page, '#state')).toBe('This run can no longer be followed');
  expect(await textOf(page, '#elapsed')).toBe('–');
  expect(await textOf(page, '#rules')).not.toContain('started');
  expect(await serving.runs()).toEqual([]);
});
