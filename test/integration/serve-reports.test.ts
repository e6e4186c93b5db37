// The results that `wordcount serve` keeps, and the files of each.

import { rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createEndlessTree } from '../support/endless-tree.ts';
import { type Serving, startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const TOKEN = 'sixteen-or-more-characters';

function createTree(): string {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'a.txt'), 'one two three\n');
  writeFileSync(join(root, '=b,"c".gz'), gzipSync('four five').subarray(0, -9));
  return root;
}

/** The id of a run that has ended. */
async function finish(serving: Serving, prefix = ''): Promise<string> {
  const { id } = JSON.parse((await serving.start({ prefix })).body);
  await (await serving.watch(`/stream?run=${id}`)).ended;
  return id;
}

test('the list has the result of each run, the newest first', async () => {
  const serving = await startServing(['--dir', createTree()]);
  const first = await finish(serving);
  const second = await finish(serving, 'nothing');
  const runs = await serving.runs();
  expect(runs).toMatchObject([
    { id: second, prefix: 'nothing', state: 'incomplete', figures: { keys: 0, words: 0 } },
    {
      ...{ id: first, prefix: '', state: 'incomplete', hasEvents: true },
      figures: { keys: 2, counted: 1, partial: 1, words: 5, lines: 1, dollars: 0 },
    },
  ]);
  for (const { startedAt } of runs) expect(new Date(startedAt).toISOString()).toBe(startedAt);
});

test('the files of a result', async () => {
  const serving = await startServing(['--dir', createTree(), '--include', '*']);
  const id = await finish(serving);
  const ask = (name: string) => serving.ask(`/runs/${id}/${name}`);

  const json = await ask('report.json');
  expect(json.headers['content-type']).toMatch(/^application\/json/);
  expect(json.headers['content-disposition']).toBe(`attachment; filename="wordcount-${id}.json"`);
  expect(JSON.parse(json.body)).toMatchObject({
    ...{ id, schema: 1, status: 'incomplete' },
    objects: { listed: 2, counted: 1, partial: 1 },
    totals: { words: 5, lines: 1 },
  });

  const csv = await ask('report.csv');
  expect(csv.headers['content-type']).toMatch(/^text\/csv/);
  const [head = [], row = []] = csv.body.split('\r\n').map((line) => line.split(','));
  const cells = Object.fromEntries(head.map((name, at) => [name, row[at]]));
  expect(cells).toMatchObject({ id, prefix: '', state: 'incomplete', words: '5', counted: '1' });

  const html = await ask('report.html');
  expect(html.headers['content-type']).toMatch(/^text\/html/);
  expect(html.headers['content-disposition']).toBe(`inline; filename="wordcount-${id}.html"`);
  expect(html.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src /);
  expect(html.headers['content-security-policy']).not.toContain('script-src');
  expect(html.body).toContain('=b,&quot;c&quot;.gz');
  expect(html.body).toContain('<dt>--include</dt>');
  expect(html.body).not.toContain('--port');
  for (const { headers } of [json, csv, html]) {
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
});

test('a run that found nothing, and one that failed as a whole, have files too', async () => {
  const root = createTemporaryFolder();
  const serving = await startServing(['--dir', root]);
  const empty = await finish(serving);
  expect((await serving.ask(`/runs/${empty}/report.html`)).body).toContain('data-tone="nothing"');
  rmdirSync(root);
  const failed = await finish(serving);
  const html = (await serving.ask(`/runs/${failed}/report.html`)).body;
  expect(html).toContain(`data-tone="failed">There is no folder ${root}.`);
  const json = JSON.parse((await serving.ask(`/runs/${failed}/report.json`)).body);
  expect(json.failure).toContain(root);
});

test.each([
  ['/runs/0123456789ab/report.html', 404],
  ['/runs/0123456789ab/', 404],
  ['/runs//report.html', 404],
  ['/runs/../config/report.html', 404],
])('%s is answered with %d', async (path, status) => {
  const serving = await startServing(['--dir', createTree()]);
  expect((await serving.ask(path)).status).toBe(status);
});

test('files are only read, have fixed names, and exist from the end of the run on', async () => {
  const serving = await startServing(['--dir', createEndlessTree()]);
  const { id } = JSON.parse((await serving.start({ prefix: '' })).body);
  const refused = await serving.ask(`/runs/${id}/report.html`);
  expect(refused.status).toBe(409);
  expect(JSON.parse(refused.body).message).toBe(
    'The run is still in progress. Wait for its end, or stop it.',
  );
  for (const name of ['report.xml', 'report.html/x', 'Report.html', '%2e%2e', 'constructor']) {
    const { status } = await serving.ask(`/runs/${id}/${name}`);
    expect([name, status]).toEqual([name, 404]);
  }
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await serving.ask(`/runs/${id}/report.html`, { method })).status).toBe(405);
  }
  const stream = await serving.watch(`/stream?run=${id}`);
  await serving.ask(`/runs/${id}`, { method: 'DELETE' });
  await stream.ended;
  const html = await serving.ask(`/runs/${id}/report.html`);
  expect(html.status).toBe(200);
  expect(html.body).toContain('data-tone="interrupted"');
  const head = await serving.ask(`/runs/${id}/report.html`, { method: 'HEAD' });
  expect([head.status, head.body]).toEqual([200, '']);
  expect(head.headers['content-length']).toBe(String(Buffer.byteLength(html.body)));
});

test('the same access rules hold for files and for the page of runs', async () => {
  const serving = await startServing(['--dir', createTree(), '--token', TOKEN]);
  const path = '/runs/0123456789ab/report.html';
  const ask = (headers: Readonly<Record<string, string>>, where = path) =>
    serving.ask(where, { headers });
  const bearer = { authorization: `Bearer ${TOKEN}` };
  expect((await ask({})).status).toBe(401);
  expect((await ask({}, '/history')).status).toBe(401);
  expect((await ask(bearer)).status).toBe(404);
  expect((await ask(bearer, '/history')).status).toBe(200);
  expect((await ask({ ...bearer, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ask({ ...bearer, 'sec-fetch-site': 'same-site' })).status).toBe(403);
  // A link from elsewhere may open a page, which shows nothing by itself, but not a report.
  const visit = { ...bearer, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
  expect((await ask(visit)).status).toBe(403);
  expect((await ask(visit, '/history')).status).toBe(200);
  expect((await ask({ ...bearer, origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask({ ...bearer, host: 'evil.example' })).status).toBe(421);
});
