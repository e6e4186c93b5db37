// The bound on workers over all cascades together.

import { expect, test } from 'vitest';
import { lambdaLimitsFor } from '../../../src/engines/lambda-engine.ts';
import { workersForBatch } from '../../../src/planning/workers-for-batch.ts';

const PLENTY = { totalCost: 1e15, tasks: 1e6 };

test('every cascade can have some workers, and none has more than half while others may follow', () => {
  for (let bound = 1; bound <= 2_000; bound += 1) {
    const limits = lambdaLimitsFor(bound);
    const { wanted, atLeast } = workersForBatch({ ...PLENTY, isLast: false }, limits);
    expect(limits.workers).toBe(bound);
    expect(limits.cascades).toBeGreaterThan(0);
    expect(limits.cascades * atLeast).toBeLessThanOrEqual(bound);
    expect(atLeast).toBeGreaterThan(0);
    expect(wanted).toBeGreaterThanOrEqual(atLeast);
    expect(wanted).toBeLessThanOrEqual((bound + 1) / 2);
    expect(workersForBatch({ ...PLENTY, isLast: true }, limits).wanted).toBe(bound);
  }
});
