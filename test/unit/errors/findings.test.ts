import { expect, test } from 'vitest';
import { functionIsThere } from '../../../src/errors/findings.ts';

test('a function that counts on several threads says so', () => {
  const settings = { runtime: 'nodejs24.x', architecture: 'arm64', memoryMb: 3538 } as const;
  const messageOf = (threads: number) =>
    functionIsThere('w', { ...settings, timeoutSeconds: 180 }, threads).message;
  expect(messageOf(2)).toContain('3538 MB (counts on 2 threads), 180 s');
  expect(messageOf(1)).toContain('3538 MB, 180 s');
});
