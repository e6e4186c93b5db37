// The objects that the whole chain counts: many small ones, a large one, and ones with names that are hard to
// encode, sign, list or print. The expected counts are those of the system's tools.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { countEachByTools, type ReferenceCount } from './reference-count.ts';

/** These fill three pages of a listing, and the other objects begin a fourth one. */
const SMALL_OBJECTS = 3_000;

const ODD_NAMES = [
  'spaces  and a+plus',
  '100%25 %2F%zz',
  'é e\u0301 日本語 🎉',
  `"double" 'single' \`back\``,
  '<a href="?x=1&y=2#z">&amp;',
  'new\nline and\ttab',
  '$(echo) {a,b} [c] *.log ~ ^ | \\',
];

export interface ChainObject {
  readonly body: Uint8Array;
  readonly count: ReferenceCount;
}

/** The counts by key. */
export function createChainObjects(): Map<string, ChainObject> {
  const bodies = new Map<string, Uint8Array>();
  const put = (key: string, text: string, gzipped: boolean) =>
    bodies.set(key, gzipped ? gzipSync(text) : Buffer.from(text));
  for (let n = 0; n < SMALL_OBJECTS; n += 1) {
    // Sizes go from 0 to some kilobytes.
    const text = n % 100 === 0 ? '' : createAccessLog(100 + (n % 7) * 400, n);
    put(`logs/${String(n).padStart(4, '0')}`, text, n % 3 === 0);
  }
  const members = [1, 2, 3].map((seed) => gzipSync(createAccessLog(2_000_000, seed)));
  bodies.set('large/three-members', Buffer.concat(members));
  put('large/plain', createAccessLog(3_000_000, 4), false);
  for (const [n, name] of ODD_NAMES.entries()) {
    put(`odd/${name}`, `words of object ${n}, the last without newline`, n % 2 === 1);
  }
  return countEach(bodies);
}

function countEach(bodies: ReadonlyMap<string, Uint8Array>): Map<string, ChainObject> {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-test-'));
  try {
    // Some keys cannot be file names.
    const names = [...bodies.values()].map((body, n) => `${n}${body[0] === 0x1f ? '.gz' : ''}`);
    for (const [n, body] of [...bodies.values()].entries()) {
      writeFileSync(join(folder, names[n] ?? ''), body);
    }
    const counts = countEachByTools(folder, names);
    return new Map(
      [...bodies].map(([key, body], n) => [key, { body, count: counts[n] as ReferenceCount }]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
