import { expect, test } from 'vitest';
import { describeSource } from '../../../src/events/describe-source.ts';
import type { SourceName } from '../../../src/events/source-name.ts';

test.each<[SourceName, string]>([
  [{ bucket: 'b', prefix: 'a/' }, 's3://b/a/'],
  [{ dir: 'logs/', prefix: '' }, 'logs/'],
  [{ dir: '.', prefix: 'a.log', keys: 1 }, './a.log'],
  [{ dir: '.', prefix: '', keys: 12 }, './ (12 named keys)'],
  [{ bucket: 'b', prefix: '2026/', prefixes: ['2026/1', '2026/2'] }, 's3://b/2026/ (2 prefixes)'],
  [{ dir: '.', prefix: '', prefixes: ['old/'], keys: 1 }, './ (1 prefix, 1 named key)'],
])('%j is %s', (source, text) => {
  expect(describeSource(source)).toBe(text);
});
