import { describe, expect, it } from 'vitest';
import { createAdaptiveLimit } from '../../../src/scatter/adaptive-limit.ts';
import { createVirtualClock } from '../../fixtures/virtual-clock.ts';

describe('createAdaptiveLimit', () => {
  it('runs no more at a time than it may', async () => {
    const limit = createAdaptiveLimit(3, createVirtualClock());
    let running = 0;
    let most = 0;
    const act = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return 'done';
    };
    const results = await Promise.all(Array.from({ length: 10 }, () => limit.run(act)));
    expect(results).toEqual(Array.from({ length: 10 }, () => 'done'));
    expect(most).toBe(3);
  });

  it('comes back to no more than it was lowered to', () => {
    const limit = createAdaptiveLimit(20, createVirtualClock());
    limit.lowerTo(5);
    limit.lowerTo(9);
    for (let success = 0; success < 100; success += 1) limit.succeeded();
    expect([limit.current(), limit.most()]).toEqual([5, 5]);
    limit.lowerTo(0);
    expect(limit.current()).toBe(1);
  });

  it('halves when it is throttled, down to one', () => {
    const clock = createVirtualClock();
    const limit = createAdaptiveLimit(20, clock);
    const limits = [limit.current()];
    for (let burst = 0; burst < 6; burst += 1) {
      clock.advance(1_000);
      limit.throttled();
      limits.push(limit.current());
    }
    expect(limits).toEqual([20, 10, 5, 2, 1, 1, 1]);
  });

  it('counts a burst of throttled answers once', () => {
    const clock = createVirtualClock();
    const limit = createAdaptiveLimit(20, clock);
    for (let answer = 0; answer < 50; answer += 1) {
      limit.throttled();
      clock.advance(10);
    }
    expect(limit.current()).toBe(10);
    clock.advance(1_000);
    limit.throttled();
    expect(limit.current()).toBe(5);
  });

  it('rises by one after as many successes as run at a time, up to its maximum', () => {
    const limit = createAdaptiveLimit(8, createVirtualClock());
    limit.throttled();
    const succeed = (times: number) => {
      for (let time = 0; time < times; time += 1) limit.succeeded();
      return limit.current();
    };
    expect(limit.current()).toBe(4);
    expect(succeed(3)).toBe(4);
    expect(succeed(1)).toBe(5);
    expect(succeed(4)).toBe(5);
    expect(succeed(1)).toBe(6);
    expect(succeed(100)).toBe(8);
  });

  it('begins to count successes anew when it is throttled', () => {
    const clock = createVirtualClock();
    const limit = createAdaptiveLimit(4, clock);
    limit.throttled();
    limit.succeeded();
    limit.throttled();
    limit.succeeded();
    expect(limit.current()).toBe(2);
    limit.succeeded();
    expect(limit.current()).toBe(3);
  });
});
