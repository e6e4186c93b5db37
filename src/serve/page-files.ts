// The built pages, read once. Requests are looked up in a fixed map and never become a file path.

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

/** The routes of the pages. */
const PAGES: Readonly<Record<string, string>> = {
  'index.html': ROUTES.counters,
  'scatter.html': ROUTES.scatter,
  'history.html': ROUTES.history,
};

/**
 * The files of `folder` and of its `assets`, by request path.
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

/** Files without a content type above, such as source maps, are not served. */
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
