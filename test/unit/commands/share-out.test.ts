// The bound on workers over all cascades together.

import { expect, test } from 'vitest';
import { shareOut } from '../../../src/commands/share-out.ts';

test('there are never more cascades than workers, and one may have nearly all of these', () => {
  for (let bound = 1; bound <= 2_000; bound += 1) {
    const { cascades, workers, workersPerCascade } = shareOut(bound);
    expect(workers).toBe(bound);
    expect(cascades).toBeGreaterThan(0);
    expect(cascades).toBeLessThanOrEqual(bound);
    // A function of Lambda has 1,024 file descriptors.
    expect(workersPerCascade).toBe(Math.min(bound, 900));
  }
});
