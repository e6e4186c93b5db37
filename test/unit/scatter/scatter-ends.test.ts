import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY } from '../../../src/scatter/scatter.ts';
import {
  DONE,
  failed,
  LOST,
  NOT_PERMITTED,
  scatterNames,
  THROTTLED,
} from '../../support/scattering.ts';

describe('scatter when it is throttled', () => {
  it('has more patience than with other faults, but not for ever', async () => {
    const patient = await scatterNames(['a'], (task, number) =>
      number < DEFAULT_RETRY.maxAttempts.throttling - 1 ? failed(task, THROTTLED) : DONE,
    );
    expect(patient.givenUp).toEqual([]);
    const { attempts, givenUp } = await scatterNames(['a'], (task) => failed(task, THROTTLED));
    expect(attempts).toHaveLength(DEFAULT_RETRY.maxAttempts.throttling);
    expect(givenUp).toEqual([['a', 'throttled']]);
  });

  it('does not use up the retries that other faults have', async () => {
    const script = [THROTTLED, LOST, THROTTLED, THROTTLED, THROTTLED, LOST, THROTTLED, LOST];
    const { givenUp } = await scatterNames(['a'], (task, number) => {
      const fault = script[number];
      return fault ? failed(task, fault) : DONE;
    });
    expect(givenUp).toEqual([]);
  });

  it('waits before it tries again, also after progress', async () => {
    const { sleeps } = await scatterNames(['a'], (rest, number) =>
      number < 2 ? { rest, progressed: true, fault: THROTTLED } : DONE,
    );
    expect(sleeps).toEqual([50, 50]);
  });

  it('runs fewer at a time, and more again after successes', async () => {
    const levels: number[] = [];
    let ended = 0;
    const source = (function* () {
      for (let task = 0; task < 200; task += 1) {
        yield `${task}`;
        levels.push(task - ended);
      }
    })();
    const attempt = (task: string, number: number) => {
      if (task === '10' && number === 0) return failed(task, THROTTLED);
      ended += 1;
      return DONE;
    };
    await scatterNames(source, attempt, { concurrency: 8 });
    const most = (from: number, to: number) => Math.max(...levels.slice(from, to));
    const high = most(0, 10);
    expect(most(22, 28)).toBeLessThan(high - 1);
    expect(most(100, 200)).toBe(high);
  });
});

describe('scatter when a permission is refused', () => {
  it('has the patience that a new policy needs, but not for ever', async () => {
    const times = DEFAULT_RETRY.maxAttempts.permission;
    const patient = await scatterNames(['a'], (task, number) =>
      number < times - 1 ? failed(task, NOT_PERMITTED) : DONE,
    );
    expect(patient.givenUp).toEqual([]);
    expect(patient.attempts).toHaveLength(times);
    const { attempts, givenUp } = await scatterNames(['a'], (task) => failed(task, NOT_PERMITTED));
    expect(attempts).toHaveLength(times);
    expect(givenUp).toEqual([['a', 'not-permitted']]);
  });

  it('waits half a minute in the mean, and little more than a minute at most', async () => {
    const wait = async (random: number) => {
      const attempt = (task: string) => failed(task, NOT_PERMITTED);
      const { sleeps } = await scatterNames(['a'], attempt, { random: () => random });
      return sleeps.reduce((sum, ms) => sum + ms, 0);
    };
    const [mean, most] = [await wait(0.5), await wait(1)];
    expect(mean).toBeGreaterThan(30_000);
    expect(mean).toBeLessThan(40_000);
    expect(most).toBeGreaterThan(60_000);
    expect(most).toBeLessThan(70_000);
  });

  it('does not use up the retries that other faults have, nor they its own', async () => {
    const script = [LOST, NOT_PERMITTED, LOST, THROTTLED, NOT_PERMITTED, LOST, NOT_PERMITTED];
    const { givenUp } = await scatterNames(['a'], (task, number) => {
      const fault = script[number];
      return fault ? failed(task, fault) : DONE;
    });
    expect(givenUp).toEqual([]);
  });

  it('runs as many at a time as before', async () => {
    const { most } = await scatterNames(
      Array.from({ length: 40 }, (_, index) => `${index}`),
      (task, number) => (number === 0 ? failed(task, NOT_PERMITTED) : DONE),
      { concurrency: 8 },
    );
    expect(most).toBe(8);
  });
});

describe('scatter when it is aborted', () => {
  it('begins nothing any more and gives up all that is left', async () => {
    const abort = new AbortController();
    const { attempts, givenUp } = await scatterNames(
      ['a', 'b', 'c', 'd', 'e'],
      (task) => {
        if (task === 'b') abort.abort();
        return task === 'a' ? failed(task) : DONE;
      },
      { signal: abort.signal, concurrency: 2 },
    );
    expect(attempts).toEqual(['a', 'b']);
    expect(givenUp.sort()).toEqual([
      ['a', 'interrupted'],
      ['c', 'interrupted'],
      ['d', 'interrupted'],
      ['e', 'interrupted'],
    ]);
  });

  it('attempts nothing when it is aborted before it begins', async () => {
    const { attempts, givenUp } = await scatterNames(['a', 'b'], () => DONE, {
      signal: AbortSignal.abort(),
    });
    expect(attempts).toEqual([]);
    expect(givenUp.map(([task]) => task)).toEqual(['a', 'b']);
  });

  it('does not wait for the end of a backoff', async () => {
    const abort = new AbortController();
    const neverWakes = {
      now: () => 0,
      sleep: (_: number, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
          setImmediate(() => abort.abort());
        }),
    };
    const { givenUp } = await scatterNames(['a'], (task) => failed(task), {
      signal: abort.signal,
      clock: neverWakes,
    });
    expect(givenUp).toEqual([['a', 'interrupted']]);
  });
});

describe('scatter when something throws', () => {
  it('takes no further task, lets running attempts end and throws the first error', async () => {
    let taken = 0;
    let ended = 0;
    const endless = (function* () {
      for (;;) {
        taken += 1;
        yield `${taken}`;
      }
    })();
    const attempt = async (task: string) => {
      if (task === '3') throw new TypeError('unforeseen');
      await new Promise(setImmediate);
      ended += 1;
      return DONE;
    };
    await expect(scatterNames(endless, attempt, { concurrency: 4 })).rejects.toThrow('unforeseen');
    expect(ended).toBe(taken - 1);
    expect(taken).toBeLessThan(12);
  });

  it('tries nothing again after it', async () => {
    const attempts: string[] = [];
    const attempt = (task: string) => {
      attempts.push(task);
      if (task === 'b') throw new TypeError('unforeseen');
      return failed(task);
    };
    await expect(scatterNames(['a', 'b'], attempt)).rejects.toThrow('unforeseen');
    expect(attempts).toEqual(['a', 'b']);
  });

  it('throws what the source of tasks throws, and what giving up throws', async () => {
    const broken = (function* () {
      yield 'a';
      throw new Error('no more tasks');
    })();
    await expect(scatterNames(broken, () => DONE)).rejects.toThrow('no more tasks');
    const giveUp = () => Promise.reject(new Error('no leave'));
    await expect(scatterNames(['a'], (task) => failed(task), { giveUp })).rejects.toThrow(
      'no leave',
    );
  });
});
