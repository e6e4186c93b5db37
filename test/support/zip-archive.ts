// Makes a function's archive on the fly.

import { strToU8, zipSync } from 'fflate';

/** A zip archive of these files, by their paths. */
export function zipArchive(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const bytes = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  return zipSync(Object.fromEntries(bytes));
}
