// `wordcount serve` over a bucket that Lambda counts: the stream reports time and cost.

import { expect, test } from 'vitest';
import { computeCost } from '../../src/events/cost.ts';
import { BUCKET, startAws } from '../emulator/start-aws.ts';
import { reduceMessages } from '../support/reduce-messages.ts';
import { startServing } from '../support/serving.ts';

test('a run on Lambda, with its bill', async () => {
  const aws = await startAws({ directly: true });
  try {
    for (let n = 0; n < 20; n += 1) await aws.put(`logs/${n}`, `${'word '.repeat(n)}\n`);
    const serving = await startServing(['--bucket', BUCKET, '--concurrency', '4'], {
      env: aws.env,
    });
    const stream = await serving.watch('/stream?prefix=logs/');
    await stream.ended;
    const totals = reduceMessages(stream.messages);
    expect(totals).toMatchObject({
      status: 'complete',
      objects: { counted: 20 },
      tally: { words: (19 * 20) / 2, lines: 20 },
      billing: { cascade: { reported: 1 } },
    });
    const { reports } = aws.service.records;
    const billedMs = reports.reduce((sum, report) => sum + report.billedMs, 0);
    expect(totals.billing.cascade.billedMs + totals.billing.worker.billedMs).toBe(billedMs);
    expect(computeCost(totals).all.total).toBeGreaterThan(0);
  } finally {
    await aws.close();
  }
}, 60_000);
