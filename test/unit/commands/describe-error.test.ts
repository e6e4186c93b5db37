import { expect, test } from 'vitest';
import { describeError } from '../../../src/commands/describe-error.ts';
import { UserError } from '../../../src/errors/user-error.ts';

const ESCAPE = '\u001b';

test('an unexpected error is one line without a stack, and says what to do', () => {
  const told = describeError(new TypeError(`bad\n${ESCAPE}[2J`), false);
  expect(told).toBe(
    'The program failed unexpectedly: TypeError: bad\\x0a\\x1b[2J. Run it again with --debug to see where, and report it.',
  );
  expect(describeError('thrown text', false)).toContain(': thrown text. Run');
});

test('an error that is meant for people is its message', () => {
  expect(describeError(new UserError(`No bucket "${ESCAPE}". Check it.`), false)).toBe(
    'No bucket "\\x1b". Check it.',
  );
});

test('--debug shows the stack, with control characters escaped', () => {
  const told = describeError(new TypeError(`${ESCAPE}]0;title\u0007`), true);
  expect(told).toMatch(/^TypeError: \\x1b\]0;title\\x07\n {4}at .*describe-error/);
});
