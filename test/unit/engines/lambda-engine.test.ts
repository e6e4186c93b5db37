// The limit on workers over all cascades together.

import { expect, test } from 'vitest';
import { lambdaLimitsFor } from '../../../src/engines/lambda-engine.ts';

test('every cascade can have workers, and none has more than half while others may follow', () => {
  for (let bound = 1; bound <= 2_000; bound += 1) {
    const { cascades, workers, workersPerCascade, minWorkers } = lambdaLimitsFor(bound);
    expect(workers).toBe(bound);
    expect(cascades).toBeGreaterThan(0);
    expect(cascades * minWorkers).toBeLessThanOrEqual(bound);
    expect(minWorkers).toBeGreaterThan(0);
    expect(workersPerCascade).toBeGreaterThanOrEqual(minWorkers);
    expect(workersPerCascade).toBeLessThanOrEqual((bound + 1) / 2);
  }
});
