import { expect, it } from 'vitest';
import { anchorsOf, documents, isThere, linksOf, readText } from '../../support/documents.ts';

it('resolves every link from a document to a file of the project', async () => {
  const broken = (await documents()).flatMap((document) =>
    linksOf(document)
      .filter(({ path }) => !isThere(path))
      .map(({ path }) => `${document}: ${path}`),
  );
  expect(broken).toEqual([]);
});

it('resolves every link from a document to a heading', async () => {
  const broken = (await documents()).flatMap((document) =>
    linksOf(document)
      .filter(({ path, anchor }) => anchor !== undefined && isThere(path))
      .filter(({ path, anchor = '' }) => !anchorsOf(readText(path)).has(anchor))
      .map(({ path, anchor }) => `${document}: ${path}#${anchor}`),
  );
  expect(broken).toEqual([]);
});

it('finds links and headings', () => {
  expect(linksOf('README.md').length).toBeGreaterThan(10);
  const text = '# One `two`, three\n\n## A-b\n\n## A-b\n\n    # no heading\n';
  expect([...anchorsOf(text)]).toEqual(['one-two-three', 'a-b', 'a-b-1']);
});
