import { expect, it } from 'vitest';
import { documents, filesBelow, inlineCodeOf, isThere, readText } from '../../support/documents.ts';

const FOLDERS = ['bench', 'bin', 'build', 'checks', 'docs', 'functions', 'src', 'test'];

/** A path of the project, also within a command. `NAME` and `…` stand for what the reader chooses. */
const PATH = new RegExp(`(?<![\\w./-])(?:${FOLDERS.join('|')})/[\\w./{}*…-]*`, 'g');

/** Such as `listObjects` and `BatchLedger`, which no plain word is. */
const NAME = /\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)\b/g;

/** The documents' statements about the code; the others are about the program's use. */
const ABOUT_CODE =
  /^(?:CONTRIBUTING|docs\/(?:architecture|simulation|performance|glossary|adr\/.*))\.md$/;

it('names only files and folders that are there', async () => {
  const missing = (await documents()).flatMap((document) =>
    (readText(document).match(PATH) ?? [])
      .map((path) => path.replace(/[./]+$/, ''))
      .filter((path) => !/NAME|…|[{}*]/.test(path) && !isThere(path))
      .map((path) => `${document}: ${path}`),
  );
  expect(missing).toEqual([]);
});

it('names only modules that are there', async () => {
  const files = (await Promise.all(FOLDERS.map(filesBelow))).flat();
  const missing = (await documents()).flatMap((document) =>
    inlineCodeOf(readText(document))
      .filter((code) => /^[\w-]+\.ts$/.test(code))
      .filter((name) => !files.some((file) => file.endsWith(`/${name}`)))
      .map((name) => `${document}: ${name}`),
  );
  expect(missing).toEqual([]);
});

it('names only functions, types and fields that are in the code', async () => {
  const folders = ['bench', 'checks', 'functions', 'src', 'test/simulation'];
  const files = (await Promise.all(folders.map(filesBelow))).flat();
  const code = files.filter((path) => /\.(?:ts|json)$/.test(path)).map(readText);
  const known = new Set(code.join('\n').match(NAME));
  const missing = (await documents())
    .filter((document) => ABOUT_CODE.test(document))
    .flatMap((document) => {
      const text = readText(document);
      const diagrams = text.match(/^```mermaid$[\s\S]*?^```$/gm) ?? [];
      const names = [...inlineCodeOf(text), ...diagrams].join('\n').match(NAME) ?? [];
      return names.filter((name) => !known.has(name)).map((name) => `${document}: ${name}`);
    });
  expect([...new Set(missing)]).toEqual([]);
});
