import { expect, it } from 'vitest';
import { createTrial } from '../../../src/run/trial.ts';
import type { Fault } from '../../../src/scatter/fault.ts';

const FAULT: Fault = { code: 'not-permitted', message: 'm', retryable: false, patience: 'failure' };

/** The answer, once it is given; `waits` until then. */
function ask(trial: ReturnType<typeof createTrial<string>>, task: string) {
  const answer: { is: Fault | undefined | 'waits' } = { is: 'waits' };
  void trial.refusalOf(task).then((fault) => {
    answer.is = fault;
  });
  return answer;
}

const settled = () => new Promise(setImmediate);

it('refuses nothing as long as no task was refused', async () => {
  const trial = createTrial<string>();
  trial.begin('a');
  expect(await trial.refusalOf('b')).toBeUndefined();
});

it('lets a task wait until the last one has ended that could still succeed', async () => {
  const trial = createTrial<string>();
  for (const task of ['a', 'b', 'c']) trial.begin(task);
  trial.refuse(FAULT);
  trial.end('a');
  const answer = ask(trial, 'd');
  trial.end('b');
  await settled();
  expect(answer.is).toBe('waits');
  trial.end('c');
  await settled();
  expect(answer.is).toBe(FAULT);
});

it('refuses nothing once a task has succeeded, and tells at once who waits', async () => {
  const trial = createTrial<string>();
  for (const task of ['a', 'b']) trial.begin(task);
  trial.refuse(FAULT);
  trial.end('a');
  const answer = ask(trial, 'c');
  trial.succeed();
  await settled();
  expect(answer.is).toBeUndefined();
  expect(await trial.refusalOf('d')).toBeUndefined();
});

it('lets a task go on that has begun', async () => {
  const trial = createTrial<string>();
  trial.begin('a');
  trial.refuse(FAULT);
  expect(await trial.refusalOf('a')).toBeUndefined();
});
