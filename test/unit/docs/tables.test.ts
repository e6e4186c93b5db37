import { expect, it } from 'vitest';
import { parseCascadeFrame, parseWorkerFrame } from '../../../src/protocol/frame.ts';
import { parseCascadeRequest } from '../../../src/protocol/request.ts';
import { filesBelow, firstCellsOf, readText } from '../../support/documents.ts';

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

it('lists every frame of the wire protocol in docs/architecture.md, and no other', async () => {
  const files = await filesBelow('src/protocol');
  const schemas = files.filter((path) => path.endsWith('-frames.ts')).map(readText);
  const frames = schemas.join('\n').matchAll(/type: v\.literal\('([a-z-]+)'\)/g);
  const types = new Set([...frames].map(([, type = '']) => type));
  expect(types.size).toBeGreaterThan(10);
  const listed = firstCellsOf(readText('docs/architecture.md'), 'The wire protocol');
  expect(listed.toSorted()).toEqual([...types].toSorted());
});

it('shows requests and frames in docs/architecture.md that are valid', () => {
  const [, example = ''] = readText('docs/architecture.md').split('## One object from listing');
  // A line that is indented further continues the one before; `…` stands for something left out.
  const messages = example
    .replace(/\n {5}(?=["])/g, '')
    .split('\n')
    .filter((line) => /^ {4}\{.*\}$/.test(line) && !/…|"key":.*"status"/.test(line))
    .map((line) => JSON.parse(line));
  expect(messages.length).toBeGreaterThan(10);
  for (const message of messages) {
    if (message.type === undefined) expect(() => parseCascadeRequest(message)).not.toThrow();
    else expect([parseWorkerFrame, parseCascadeFrame].some(accepts(message))).toBe(true);
  }
});

/** Said by npm and commander. */
const OTHERS_MESSAGES = ['could not determine executable to run', 'too many arguments'];

it('quotes only messages in docs/troubleshooting.md that the program has', async () => {
  const files = [
    ...(await filesBelow('src/errors')),
    'src/events/describe-source.ts',
    'src/commands/options/parsers.ts',
  ];
  const wording = files
    .map(readText)
    .join('\n')
    .replace(/\$\{[^}]*\}/g, '…');
  const cells = [...readText('docs/troubleshooting.md').matchAll(/^\| ([^|]+) \|/gm)];
  const quotes = cells.flatMap(([, cell = '']) => [...cell.matchAll(/"([^"]+)"/g)]);
  const unknown = quotes
    .map(([, quote = '']) => quote)
    .filter((quote) => !OTHERS_MESSAGES.includes(quote))
    .filter((quote) => !quote.split('…').every((part) => wording.includes(part.trim())));
  expect(quotes.length).toBeGreaterThan(10);
  expect(unknown).toEqual([]);
});

function accepts(message: unknown) {
  return (parse: (value: unknown) => unknown): boolean => {
    try {
      parse(message);
      return true;
    } catch {
      return false;
    }
  };
}
