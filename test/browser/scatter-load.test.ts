// The page of the scatter plot with very many files: they all come, and frames are timed.

import { expect, onTestFinished, test } from 'vitest';
import type { TimedEvent } from '../support/made-up-work.ts';
import { numberOf, usePages, waitForState } from '../support/pages.ts';
import { waitForRows } from '../support/scatter-page.ts';
import { seededRandom } from '../support/seeded.ts';
import { serveMadeUp } from '../support/serve-made-up.ts';

const openPage = usePages();

interface FramesSeen {
  frameMs?: number[];
}

/** Notes how long each frame takes. */
function noteFrames(): void {
  const frameMs: number[] = [];
  (window as FramesSeen).frameMs = frameMs;
  let last = performance.now();
  const tick = (now: number) => {
    frameMs.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

/** An event of each of so many files, without a disk that could not make them as fast. */
function* makeUpFiles(count: number): Generator<TimedEvent> {
  const random = seededRandom();
  const source = { bucket: 'logs', prefix: '' };
  yield {
    atMs: 0,
    event: { type: 'run-started', schema: 1, source, engine: 'lambda', words: 'wc' },
  };
  yield { atMs: 1, event: { type: 'listed', objects: count, sizeBytes: count, complete: true } };
  for (let n = 0; n < count; n += 1) {
    const lines = Math.floor(10 ** (random() * 4));
    const words = Math.floor(lines * (1 + random() * 20));
    const counts = { sizeBytes: 1, bytes: words * 6, lines, words, ms: random() * 100 };
    yield { atMs: 2, event: { type: 'object', key: `app-${n}.log`, ...counts, status: 'counted' } };
  }
  yield { atMs: 3, event: { type: 'run-ended', status: 'complete', elapsedMs: 3 } };
}

test('50,000 files, with the time that a frame takes', async ({ annotate }) => {
  const count = 50_000;
  const serving = await serveMadeUp({
    config: { source: { bucket: 'logs' }, engine: 'lambda' },
    events: [...makeUpFiles(count)],
  });
  onTestFinished(() => serving.close());
  const page = await openPage(serving.port, '/scatter', { prepare: noteFrames });
  const takeFrames = () => page.evaluate(() => (window as FramesSeen).frameMs?.splice(0) ?? []);
  await takeFrames();
  await page.click('#start');
  serving.playTo(3);
  await waitForState(page, 'complete');
  await waitForRows(page, count);
  expect(await numberOf(page, '#counted-count')).toBe(count);
  await annotate(`while they come: ${describeFrames(await takeFrames())}`);

  const plot = await page.locator('#plot').boundingBox();
  if (!plot) throw new Error('no plot');
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.move(plot.x + 80 + step * 8, plot.y + 60 + step * 2);
  }
  await annotate(`while a pointer moves: ${describeFrames(await takeFrames())}`);
  for (let times = 0; times < 5; times += 1) {
    await page.getByText('Linear', { exact: true }).click();
    await page.getByText('Log', { exact: true }).click();
  }
  await annotate(`while all is drawn anew ten times: ${describeFrames(await takeFrames())}`);
  await page.locator('#scroller').evaluate(async (scroller) => {
    for (let step = 0; step < 60; step += 1) {
      scroller.scrollTop += 700;
      await new Promise(requestAnimationFrame);
    }
  });
  await annotate(`while the table scrolls: ${describeFrames(await takeFrames())}`);
}, 90_000);

function describeFrames(frameMs: readonly number[]): string {
  const sorted = frameMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(1);
  return `${sorted.length} frames, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, longest ${at(1)} ms`;
}
