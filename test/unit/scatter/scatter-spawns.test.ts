// Tasks that come up while others are tried.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spawn } from '../../../src/scatter/scatter.ts';
import { DONE, failed, HOPELESS, LOST, scatterNames } from '../../support/scattering.ts';
import { checkProperty } from '../../support/seeded.ts';

type Attempted = ReturnType<Parameters<typeof scatterNames>[1]>;

/** Scatters with an attempt that may spawn. */
function scatterSpawning(
  tasks: AsyncIterable<string> | Iterable<string>,
  attempt: (task: string, spawn: Spawn<string>) => Attempted,
  changes: Parameters<typeof scatterNames>[2] = {},
) {
  const attempts: string[] = [];
  const options = {
    ...changes,
    async attempt(task: string, spawn: Spawn<string>) {
      attempts.push(task);
      await new Promise(setImmediate);
      return await attempt(task, spawn);
    },
  };
  return scatterNames(tasks, () => DONE, options).then((result) => ({ ...result, attempts }));
}

describe('scatter of tasks that spawn', () => {
  it('does what was spawned before what is still to come', async () => {
    const { attempts } = await scatterSpawning(
      ['a', 'b', 'c'],
      (task, spawn) => {
        if (task === 'a') spawn(['a1', 'a2']);
        return DONE;
      },
      { concurrency: 1 },
    );
    expect(attempts).toEqual(['a', 'a1', 'a2', 'b', 'c']);
  });

  it('ends only when all that was spawned is done, and what that spawned', async () => {
    const { attempts } = await scatterSpawning(['3'], (task, spawn) => {
      const left = Number(task);
      if (left > 0) spawn([`${left - 1}`, `${left - 1}`]);
      return DONE;
    });
    expect(attempts).toHaveLength(15);
  });

  it('runs what was spawned while the one who spawned it goes on', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { attempts } = await scatterSpawning(['a'], async (task, spawn) => {
      if (task === 'a') {
        spawn(['b']);
        await released;
      } else release();
      return DONE;
    });
    expect(attempts).toEqual(['a', 'b']);
  });

  it('keeps to its bound', async () => {
    let running = 0;
    let most = 0;
    await scatterSpawning(
      ['a'],
      async (task, spawn) => {
        running += 1;
        most = Math.max(most, running);
        if (task === 'a') spawn(Array.from({ length: 20 }, (_, index) => `${index}`));
        await new Promise(setImmediate);
        running -= 1;
        return DONE;
      },
      { concurrency: 3 },
    );
    expect(most).toBe(3);
  });

  it('tries what was spawned as often as any other task', async () => {
    const { attempts, givenUp } = await scatterSpawning(['a'], (task, spawn) => {
      if (task !== 'a') return failed(task);
      spawn(['b']);
      return DONE;
    });
    expect(attempts).toEqual(['a', 'b', 'b', 'b', 'b']);
    expect(givenUp).toEqual([['b', 'lost']]);
  });

  it('does what is spawned when a task is given up', async () => {
    const { attempts } = await scatterSpawning(
      ['a'],
      (task) => (task === 'a' ? failed(task, HOPELESS) : DONE),
      {
        giveUp: async (task, _, spawn) => {
          spawn([`${task}-again`]);
          return undefined;
        },
      },
    );
    expect(attempts).toEqual(['a', 'a-again']);
  });

  it('does not keep it waiting for a source that is slow', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = (async function* () {
      yield 'a';
      await released;
      yield 'late';
    })();
    const { attempts } = await scatterSpawning(slow, (task, spawn) => {
      if (task === 'a') spawn(['b']);
      // The source gives its next only when what was spawned is done.
      if (task === 'b') release();
      return DONE;
    });
    expect(attempts).toEqual(['a', 'b', 'late']);
  });

  it('takes from its source no sooner for it', async () => {
    let taken = 0;
    let done = 0;
    const source = (function* () {
      for (let task = 0; task < 10; task += 1) {
        taken += 1;
        expect(taken - done).toBeLessThanOrEqual(2);
        yield `${task}`;
      }
    })();
    await scatterSpawning(
      source,
      (task, spawn) => {
        if (task.length === 1) {
          done += 1;
          spawn([`${task}-spawned`]);
        }
        return DONE;
      },
      { concurrency: 2 },
    );
    expect(taken).toBe(10);
  });

  it('begins none of it after something has thrown', async () => {
    const attempts: string[] = [];
    const scattering = scatterSpawning(
      ['a', 'b'],
      (task, spawn) => {
        attempts.push(task);
        spawn(['never']);
        throw new TypeError('unforeseen');
      },
      { concurrency: 1 },
    );
    await expect(scattering).rejects.toThrow('unforeseen');
    expect(attempts).toEqual(['a']);
  });

  it('gives up what waits when it is aborted', async () => {
    const abort = new AbortController();
    const { attempts, givenUp } = await scatterSpawning(
      ['a'],
      (_, spawn) => {
        spawn(['b', 'c']);
        abort.abort();
        return DONE;
      },
      { concurrency: 1, signal: abort.signal },
    );
    expect(attempts).toEqual(['a']);
    expect(givenUp).toEqual([
      ['b', 'interrupted'],
      ['c', 'interrupted'],
    ]);
  });

  it('sees all that was ever spawned to exactly one end', () =>
    checkProperty(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(3), { maxLength: 12 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (scripts, concurrency) => {
          const expected: string[] = [];
          const ended: string[] = [];
          const end = (task: string) => ended.push(task);
          const tries = new Map<string, number>();
          // A name's length is its depth; each step of a script spawns, fails or ends.
          const act = (task: string, spawn: Spawn<string>) => {
            const script = scripts[Number(task.split('.')[0])] ?? [];
            const step = script[(tries.get(task) ?? 0) + task.length] ?? 0;
            tries.set(task, (tries.get(task) ?? 0) + 1);
            if (step === 1) return { rest: task, progressed: true };
            if (step === 2) return { rest: task, progressed: false, fault: LOST };
            if (step === 3) {
              expected.push(`${task}.0`, `${task}.1`);
              spawn([`${task}.0`, `${task}.1`]);
            }
            end(task);
            return DONE;
          };
          const names = scripts.map((_, index) => `${index}`);
          expected.push(...names);
          const giveUp = async (task: string) => {
            end(task);
            return undefined;
          };
          await scatterSpawning(names, act, { concurrency, giveUp });
          expect(ended.sort()).toEqual(expected.sort());
        },
      ),
      60,
    ));
});
