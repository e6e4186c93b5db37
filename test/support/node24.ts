// Where the things are that the tests run on Node 24, the major version of the functions.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder with its own package.json: none of it installs on Node 20 without its scripts. */
export const node24Folder = fileURLToPath(new URL('node24/', import.meta.url));

/** A file of one of the packages that are installed there. */
export function node24File(pathInModules: string): string {
  return `${node24Folder}node_modules/${pathInModules}`;
}

/**
 * The Node executable that children run on: the one of the packages, or the running one where it is
 * new enough and no package has a binary for the machine.
 */
export function node24Binary(): string {
  const machine = `${process.platform}-${process.arch}`;
  const binaries = [`node-${machine}/bin/node`, `node-bin-${machine}/bin/node`].map(node24File);
  const found = binaries.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new Error(`No Node 24 for ${machine}: run the tests on Node 24 itself.`);
}
