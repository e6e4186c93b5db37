// Reads the archives of the functions, which the build puts beside the program.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type FunctionArchive, toFunctionArchive } from '../deploy/function-archive.ts';
import { noArchive } from '../errors/user-error.ts';
import type { Tier } from '../protocol/frame.ts';

/** @throws {UserError} if one is missing. */
export async function readArchives(): Promise<Readonly<Record<Tier, FunctionArchive>>> {
  const [worker, cascade] = await Promise.all([readArchive('worker'), readArchive('cascade')]);
  return { worker, cascade };
}

async function readArchive(tier: Tier): Promise<FunctionArchive> {
  const url = new URL(`./functions/${tier}.zip`, import.meta.url);
  try {
    return toFunctionArchive(await readFile(url));
  } catch (error) {
    throw noArchive(fileURLToPath(url), error);
  }
}
