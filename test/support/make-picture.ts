// Makes the picture of the counters that the documents show, from a made-up run: `npm run build && npx tsx
// test/support/make-picture.ts`. Look at it before it is committed, and reduce it to a palette of 256 colours (`pngquant`): all
// who install the package download it.

import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunList } from '../../src/serve/contract.ts';
import { formatSize } from '../../src/text/format-quantity.ts';
import { launchChromium, setup } from './chromium.ts';
import { makeUpRun } from './made-up-run.ts';
import { ON_LAMBDA, STATES } from './made-up-states.ts';
import { serveMadeUp } from './serve-made-up.ts';

const PICTURE = fileURLToPath(new URL('../../docs/images/counters.png', import.meta.url));

const SIZE = { width: 1440, height: 1290 };

/** So large that it takes about as long as it is expected to. */
const RUN = makeUpRun({
  ...ON_LAMBDA,
  medianBytes: 5_700_000,
  outcomes: [
    { status: 'partial', reason: 'truncated', keys: 2 },
    { status: 'failed', reason: 'access-denied', keys: 1 },
  ],
  throttled: true,
});
const PLAYED_TO_MS = 7_400;

/** The clock of the page goes so far in so many steps, between which its events arrive. */
const STEPS = 40;
const STEP_MS = 10;
const PAUSE_MS = 100;

/** All of it is to be the page's past, so that its course is as it was. */
async function untilPlayed(port: number): Promise<void> {
  let elapsedMs = 0;
  while (elapsedMs < PLAYED_TO_MS) {
    await setTimeout(PAUSE_MS);
    const answer = await fetch(`http://127.0.0.1:${port}/runs`);
    const { runs } = (await answer.json()) as RunList;
    elapsedMs = runs[0]?.elapsedMs ?? 0;
  }
}

setup();
const serving = await serveMadeUp({ ...STATES.counting, events: RUN });
const browser = await launchChromium();
try {
  const { prefix } = STATES.counting;
  await serving.start(prefix, false);
  serving.playTo(PLAYED_TO_MS);
  await untilPlayed(serving.port);
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  // The server's clock stands still, and that of the page must not go on alone.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.goto(`http://127.0.0.1:${serving.port}/?${new URLSearchParams({ prefix })}`);
  for (let step = 0; step < STEPS; step += 1) {
    await page.clock.runFor(STEP_MS);
    await setTimeout(PAUSE_MS);
  }
  await page.locator('#estimate:not([hidden])').waitFor();
  await page.screenshot({ path: PICTURE });
  process.stdout.write(`${PICTURE}: ${formatSize(statSync(PICTURE).size)}\n`);
} finally {
  await browser.close();
  await serving.close();
}
