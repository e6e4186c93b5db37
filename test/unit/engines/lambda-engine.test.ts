// The limit on workers over all cascades together.

import { expect, test } from 'vitest';
import { lambdaLimitsFor } from '../../../src/engines/lambda-engine.ts';

test('every cascade can have workers, and none more than its connections', () => {
  for (let bound = 1; bound <= 5_000; bound += 1) {
    const { workers, cascades, batches } = lambdaLimitsFor(bound);
    expect(workers).toBe(bound);
    expect(cascades).toBeGreaterThan(0);
    expect(cascades).toBeLessThanOrEqual(bound);
    expect(cascades * batches.maxWorkers).toBeGreaterThanOrEqual(bound);
    expect(batches.maxWorkers).toBeLessThan(1_024);
  }
});
