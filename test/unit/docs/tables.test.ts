import { expect, it } from 'vitest';
import { firstCellsOf, readText } from '../../support/documents.ts';

/** Warned of by the run with a message of the listing's own. */
const WARNED_ONLY = ['listing-broken'];

it('lists every reason of the catalogue in docs/events.md, and no other', () => {
  const [, catalogue = ''] = readText('src/errors/reasons.ts').split('const REASONS = {');
  const [entries = ''] = catalogue.split('} as const;');
  const codes = [...entries.matchAll(/^ {2}'?([a-z0-9-]+)'?:/gm)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(40);
  const listed = firstCellsOf(readText('docs/events.md'), 'Reasons');
  expect(listed.toSorted()).toEqual([...codes, ...WARNED_ONLY].toSorted());
});

it('lists every frame of the wire protocol in docs/architecture.md, and no other', () => {
  const frames = readText('src/protocol/frame.ts').matchAll(/type: v\.literal\('([a-z-]+)'\)/g);
  const types = new Set([...frames].map(([, type = '']) => type));
  expect(types.size).toBeGreaterThan(10);
  const listed = firstCellsOf(readText('docs/architecture.md'), 'The wire protocol');
  expect(listed.toSorted()).toEqual([...types].toSorted());
});
