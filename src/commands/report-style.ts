// The style sheet of reports. It is built with the pages of serve.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { noPages } from '../errors/user-error.ts';

/** @throws {UserError} when the program was not built. */
export async function readReportStyle(): Promise<string> {
  const path = fileURLToPath(new URL('./pages/assets/report.css', import.meta.url));
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw noPages(path, error);
  }
}
