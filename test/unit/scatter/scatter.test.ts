import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY } from '../../../src/scatter/scatter.ts';
import { asAsync } from '../../support/collect.ts';
import { DONE, failed, HOPELESS, LOST, scatterNames } from '../../support/scattering.ts';
import { checkProperty } from '../../support/seeded.ts';

const NAMES = Array.from({ length: 20 }, (_, index) => `task-${index}`);

describe('scatter', () => {
  it('does every task once, in the order of their coming', async () => {
    for (const tasks of [NAMES, asAsync(NAMES)]) {
      const { attempts, givenUp, sleeps } = await scatterNames(tasks, () => DONE);
      expect(attempts).toEqual(NAMES);
      expect(givenUp).toEqual([]);
      expect(sleeps).toEqual([]);
    }
  });

  it('resolves when there is nothing to do', async () => {
    expect((await scatterNames([], () => DONE)).attempts).toEqual([]);
  });

  it.each([1, 3, 20, 100])('runs at most %i tasks at a time', async (concurrency) => {
    const { most } = await scatterNames(NAMES, () => DONE, { concurrency });
    expect(most).toBe(Math.min(concurrency, NAMES.length));
  });

  it('takes a task from its source only when it can be run', async () => {
    let taken = 0;
    let done = 0;
    const source = (function* () {
      for (const name of NAMES) {
        taken += 1;
        expect(taken - done).toBeLessThanOrEqual(3);
        yield name;
      }
    })();
    const attempt = () => {
      done += 1;
      return DONE;
    };
    await scatterNames(source, attempt, { concurrency: 3 });
    expect(taken).toBe(NAMES.length);
  });

  it('tries what is left of a task again', async () => {
    const attempt = (task: string) =>
      task.length > 1 ? { rest: task.slice(1), progressed: true } : DONE;
    const { attempts, sleeps } = await scatterNames(['abcdefgh'], attempt);
    expect(attempts).toHaveLength(8);
    expect(attempts.at(-1)).toBe('h');
    expect(sleeps).toEqual([]);
  });

  it('tries a task that fails without progress four times', async () => {
    const { attempts, givenUp } = await scatterNames(['a'], (task) => failed(task));
    expect(attempts).toEqual(['a', 'a', 'a', 'a']);
    expect(givenUp).toEqual([['a', 'lost']]);
  });

  it('gives up at once what another attempt cannot mend', async () => {
    const { attempts, givenUp } = await scatterNames(['a', 'b'], (task) =>
      task === 'a' ? failed(task, HOPELESS) : DONE,
    );
    expect(attempts).toEqual(['a', 'b']);
    expect(givenUp).toEqual([['a', 'hopeless']]);
  });

  it('takes an attempt that left something without a word for a broken answer', async () => {
    const { attempts, givenUp } = await scatterNames(['a'], (rest) => ({
      rest,
      progressed: false,
    }));
    expect(attempts).toHaveLength(4);
    expect(givenUp).toEqual([['a', 'answer-broken']]);
  });

  it('forgives earlier failures once an attempt makes progress', async () => {
    const attempt = (rest: string, number: number) => {
      if (number === 20) return DONE;
      return { rest, progressed: number % 3 === 2, fault: LOST };
    };
    const { attempts, givenUp } = await scatterNames(['a'], attempt);
    expect(attempts).toHaveLength(21);
    expect(givenUp).toEqual([]);
  });

  it('gives a new start to what the one who gives up says', async () => {
    const givenUp: string[] = [];
    const { attempts } = await scatterNames(['abc'], (task) => failed(task), {
      giveUp: async (task) => {
        givenUp.push(task);
        return task.slice(1) || undefined;
      },
    });
    expect(givenUp).toEqual(['abc', 'bc', 'c']);
    expect(attempts).toEqual(['abc', 'bc', 'c'].flatMap((task) => [task, task, task, task]));
  });

  it('sees every task to exactly one end, whatever its attempts come to', () =>
    checkProperty(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('done', 'lost', 'progress', 'hopeless'))),
        fc.integer({ min: 1, max: 5 }),
        async (scripts, concurrency) => {
          const ends = new Map<string, number>();
          const end = (task: string) => ends.set(task, (ends.get(task) ?? 0) + 1);
          const names = scripts.map((_, index) => `${index}`);
          const attempt = (task: string, number: number) => {
            const step = scripts[Number(task)]?.[number] ?? 'done';
            if (step === 'done') end(task);
            if (step === 'done') return DONE;
            const fault = step === 'hopeless' ? HOPELESS : LOST;
            return { rest: task, progressed: step === 'progress', fault };
          };
          const giveUp = async (task: string) => {
            end(task);
            return undefined;
          };
          await scatterNames(names, attempt, { concurrency, giveUp });
          expect([...ends.keys()].sort()).toEqual([...names].sort());
          expect([...ends.values()].every((count) => count === 1)).toBe(true);
        },
      ),
      60,
    ));
});

describe('the backoff between attempts', () => {
  it('doubles with each failure, from a random part of it', async () => {
    const retry = {
      maxAttempts: { ...DEFAULT_RETRY.maxAttempts, failure: 10 },
      baseDelayMs: { ...DEFAULT_RETRY.baseDelayMs, failure: 100 },
      maxDelayMs: 5_000,
    };
    const sleepsWith = async (random: number) =>
      (await scatterNames(['a'], (task) => failed(task), { retry, random: () => random })).sleeps;
    const full = [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000];
    expect(await sleepsWith(0)).toEqual(full.map(() => 0));
    expect(await sleepsWith(0.5)).toEqual(full.map((ms) => ms / 2));
    expect(await sleepsWith(0.25)).toEqual(full.map((ms) => ms / 4));
  });

  it('begins anew after progress', async () => {
    const script = [false, false, true, false, false];
    const { sleeps } = await scatterNames(['a'], (rest, number) =>
      number < script.length ? { rest, progressed: script[number] ?? false, fault: LOST } : DONE,
    );
    expect(sleeps).toEqual([100, 200, 100, 200]);
  });
});
