import { expect, test } from 'vitest';
import { describeFault } from '../../../src/commands/serve.ts';

const ESCAPE = '\u001b';

test('a fault of the server is one line without a stack, and says what to do', () => {
  const told = describeFault(new TypeError(`bad\n${ESCAPE}[2J`), false);
  expect(told).toBe(
    'The server failed unexpectedly: TypeError: bad\\x0a\\x1b[2J. Start it with --debug to see where, and report it.',
  );
  expect(describeFault('thrown text', false)).toContain(': thrown text. Start');
});

test('--debug shows the stack, with control characters escaped', () => {
  const told = describeFault(new TypeError(`${ESCAPE}]0;title\u0007`), true);
  expect(told).toMatch(/^TypeError: \\x1b\]0;title\\x07\n {4}at .*serve-faults/);
});
