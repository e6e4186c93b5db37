// The small files of test/fixtures/formats.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fixtures = new URL('../fixtures/formats/', import.meta.url);

export function formatFixture(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(name, fixtures)));
}

/** The decoded text of the files with a skippable frame. */
export const SKIP_TEXT: Buffer = Buffer.from('one two three\nfour five\n'.repeat(5));
