// Several viewers of a run on the page of counters, connections that break, and servers that end.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startBreakingProxy } from '../support/breaking-proxy.ts';
import { createTree } from '../support/counters-page.ts';
import { createEndlessTree } from '../support/endless-tree.ts';
import { numberOf, startAndFinish, textOf, usePages, waitForState } from '../support/pages.ts';
import { seededText } from '../support/seeded.ts';
import { startServing } from '../support/serving.ts';

const openPage = usePages();

test('two viewers see one run, and each can stop it', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--task-size', '1']);
  const first = await openPage(serving.port, '/');
  await first.click('#start');
  await waitForState(first, 'running');
  const second = await openPage(serving.port, '/');
  await waitForState(second, 'running');
  for (const page of [first, second]) await expect.poll(() => textOf(page, '#keys')).toBe('1 of 2');
  // Asking again joins.
  await second.click('#start');
  await expect.poll(() => serving.runs()).toMatchObject([{ state: 'running', viewers: 2 }]);

  await second.click('#stop');
  for (const page of [first, second]) {
    await waitForState(page, 'interrupted');
    // The certain part of the endless file counts too: it is one word of zeros.
    expect([3, 4]).toContain(await numberOf(page, '#words'));
    expect(await page.isDisabled('#stop')).toBe(true);
  }
  expect(await serving.runs()).toHaveLength(1);
});

test('a run beyond the maximum is refused with a message on the page', async () => {
  const serving = await startServing(['--dir', createEndlessTree(), '--max-runs', '1']);
  const first = await openPage(serving.port, '/');
  await first.click('#start');
  await waitForState(first, 'running');
  const second = await openPage(serving.port, '/?prefix=other', { mayComplain: /429/ });
  await second.click('#start');
  const alert = second.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/^A run is in progress/);
});

test('a page reconnects after a break, misses no event and starts no run', async () => {
  const root = createTree(2_000);
  // Each damaged file is an event of its own, so that the stream is long.
  for (let n = 0; n < 400; n += 1) {
    const whole = gzipSync(seededText(400, n));
    writeFileSync(join(root, `damaged-${n}.gz`), whole.subarray(0, whole.length - 9));
  }
  const serving = await startServing(['--dir', root]);
  const proxy = await startBreakingProxy(serving.port, 20_000);
  const page = await openPage(proxy.port, '/', { mayComplain: /ERR_|event-stream/ });
  await page.click('#start');
  await waitForState(page, 'broken');
  expect(await textOf(page, '#state')).toMatch(
    /^The server has not answered since \d.*Reconnecting$/,
  );
  proxy.mend();
  await waitForState(page, 'incomplete');
  expect(proxy.streams).toBe(2);
  const direct = await openPage(serving.port, '/');
  await waitForState(direct, 'incomplete');
  for (const id of ['#keys', '#words', '#lines', '#bytes', '#failure-groups']) {
    expect(await textOf(page, id)).toBe(await textOf(direct, id));
  }
  expect(await textOf(page, '#keys')).toBe('2,401 of 2,401');
  expect(await serving.runs()).toHaveLength(1);
});

interface StreamsSeen {
  streams?: EventSource[];
}

/** Notes the streams that the page opens. */
function noteStreams(): void {
  const streams: EventSource[] = [];
  (window as StreamsSeen).streams = streams;
  window.EventSource = class extends EventSource {
    constructor(url: string | URL) {
      super(url);
      streams.push(this);
    }
  };
}

test('a page does not reconnect after the end', async () => {
  const serving = await startServing(['--dir', createTree(5)]);
  const page = await openPage(serving.port, '/', { prepare: noteStreams });
  await startAndFinish(page, 'complete');
  const states = await page.evaluate(() =>
    (window as StreamsSeen).streams?.map(({ readyState }) => readyState),
  );
  // Closed; a browser that would come back is connecting.
  expect(states).toEqual([2]);
  expect(await serving.runs()).toHaveLength(1);
});

test('the page shows that the server has ended, and does not reconnect', async () => {
  const serving = await startServing(['--dir', createEndlessTree()]);
  const page = await openPage(serving.port, '/');
  await page.click('#start');
  await waitForState(page, 'running');
  serving.process.kill('SIGTERM');
  await waitForState(page, 'interrupted');
});

test('when the server is gone, the clocks stop and nothing can be pressed', async () => {
  const serving = await startServing(['--dir', createEndlessTree()]);
  const page = await openPage(serving.port, '/', { mayComplain: /ERR_/ });
  await page.click('#start');
  await waitForState(page, 'running');
  await expect.poll(() => textOf(page, '#elapsed')).toMatch(/ s$/);
  serving.process.kill('SIGKILL');
  await waitForState(page, 'broken');
  expect(await page.title()).toMatch(/^Disconnected · /);
  for (const id of ['#prefix', '#start', '#stop']) expect(await page.isDisabled(id)).toBe(true);
  const figures = () => page.locator('.figures').innerText();
  const before = await figures();
  expect(await textOf(page, '#remaining')).toBe('–');
  // Longer than the page waits until it draws again.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  expect(await figures()).toBe(before);
});
