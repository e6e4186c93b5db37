// The bound on workers over all cascades together.

import { expect, test } from 'vitest';
import { shareOut } from '../../../src/commands/share-out.ts';

test('cascades times their workers never exceed the bound, and come near it', () => {
  for (let workers = 1; workers <= 2_000; workers += 1) {
    const { cascades, workersPerCascade } = shareOut(workers);
    expect(cascades * workersPerCascade).toBeLessThanOrEqual(workers);
    expect(cascades * (workersPerCascade + 1)).toBeGreaterThan(workers);
  }
});
