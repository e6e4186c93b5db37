// The project's documents as Markdown text, and what can be told of them without rendering: their
// headings' anchors, their links and the code in them.

import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', 'dist', 'generated']);

/** Paths of all files below a folder of the project, with `/`, relative to the project. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !NOT_OURS.has(name))
    .map(async (entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? await filesBelow(path) : [path];
    });
  return (await Promise.all(found)).flat();
}

/** All documents for people who use or change the program. */
export async function documents(): Promise<string[]> {
  const inFolders = [...(await filesBelow('docs')), ...(await filesBelow('test'))];
  const pages = inFolders.filter((path) => path.endsWith('.md'));
  return ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pages];
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Whether the project has a file or folder of that path. */
export function isThere(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** The text without its blocks of code, in which `#` begins a comment. */
function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/^ {4}.*$/gm, '');
}

/** The anchors that GitHub makes of the headings: lower case, hyphens for spaces, no punctuation. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutBlocks(markdown).matchAll(/^#{1,6} +(.*)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let again = 1; anchors.has(unique); again += 1) unique = `${anchor}-${again}`;
    anchors.add(unique);
  }
  return anchors;
}

/** A link within the project: the path of its file, and the anchor if it has one. */
export interface Link {
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The links of a document to files of the project, images included. */
export function linksOf(document: string): Link[] {
  const text = withoutBlocks(readText(document)).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? document : relative('.', join(dirname(document), file));
      return { path, anchor };
    });
}

/** The inline code in the text. */
export function inlineCodeOf(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** The inline code in the first cells of a section's table rows. */
export function firstCellsOf(markdown: string, heading: string): string[] {
  const [, section = ''] = markdown.split(new RegExp(`^## ${heading}$`, 'm'));
  const [body = ''] = section.split(/^## /m);
  const cells = [...body.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => inlineCodeOf(cell));
}
