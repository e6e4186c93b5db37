// The built pages, read once: a request is looked up in a fixed map and never becomes a path.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { noPages } from '../errors/user-error.ts';
import { ROUTES } from './contract.ts';

export interface PageFile {
  readonly contentType: string;
  readonly etag: string;
  readonly body: Buffer;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/** The two pages by the routes under which they are shown. */
const PAGES: Readonly<Record<string, string>> = {
  'index.html': ROUTES.counters,
  'scatter.html': ROUTES.scatter,
};

/**
 * The files of `folder` and its `assets` by the paths under which they are asked for.
 * @throws {UserError} when the folder is missing.
 */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  try {
    for (const name of await listFiles(folder)) {
      files.set(PAGES[name] ?? `/${name}`, await readPage(join(folder, name)));
    }
    for (const name of await listFiles(join(folder, 'assets'))) {
      files.set(ROUTES.assets + name, await readPage(join(folder, 'assets', name)));
    }
  } catch (error) {
    throw noPages(folder, error);
  }
  return files;
}

/** What has no content type here, such as a source map, is nothing to be served. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && extname(entry.name) in CONTENT_TYPES)
    .map(({ name }) => name);
}

async function readPage(path: string): Promise<PageFile> {
  const body = await readFile(path);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { contentType: CONTENT_TYPES[extname(path)] ?? '', etag: `"${hash}"`, body };
}
