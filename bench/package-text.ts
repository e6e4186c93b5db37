// Text that people wrote, from the packages that are installed here: their pinned versions make it the same on
// every machine. It repeats after some megabytes, which a window of 32 KiB does not notice.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

const PACKAGES = fileURLToPath(new URL('../node_modules', import.meta.url));

/** At least `bytes` bytes of the packages' descriptions. gzip makes a third of it or more. */
export function createDocumentation(bytes: number, seed: number): Buffer {
  documentation ??= distinctLines(readPackages('.md'));
  return repeat(documentation, bytes, seed);
}

/** At least `bytes` bytes of the packages' JSON. gzip makes a tenth of it. */
export function createJson(bytes: number, seed: number): Buffer {
  json ??= Buffer.from(`${linesInAscii(readPackages('.json')).join('\n')}\n`, 'latin1');
  return repeat(json, bytes, seed);
}

let documentation: Buffer | undefined;
let json: Buffer | undefined;

function readPackages(ending: string): Buffer {
  const paths = readdirSync(PACKAGES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !path.startsWith('.'))
    .sort();
  return Buffer.concat(paths.map((path) => readFileSync(`${PACKAGES}/${path}`)));
}

/** Each line once, in an order that depends on its text only: packages repeat licences and phrases. */
function distinctLines(text: Buffer): Buffer {
  const ordered = [...new Set(linesInAscii(text))].map((line) => {
    return { line, place: crc32(Buffer.from(line, 'latin1')) };
  });
  ordered.sort((a, b) => a.place - b.place);
  return Buffer.from(`${ordered.map(({ line }) => line).join('\n')}\n`, 'latin1');
}

/** `wc` before 9.2 leaves out words that have no printable ASCII character. */
function linesInAscii(text: Buffer): string[] {
  return text
    .toString('latin1')
    .split('\n')
    .filter((line) => /^[\t\r -~]*$/.test(line));
}

/** The text again and again, from another place for each seed. */
function repeat(text: Buffer, bytes: number, seed: number): Buffer {
  const from = (seed * 7919 * 1024) % text.length;
  const rotated = Buffer.concat([text.subarray(from), text.subarray(0, from)]);
  return Buffer.alloc(bytes, rotated);
}
