// The names of AWS profiles on this machine, for completion.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * From the two files of https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html. A file that cannot be
 * read has none.
 */
export function readProfiles(env: NodeJS.ProcessEnv = process.env): string[] {
  const folder = join(homedir(), '.aws');
  const config = env.AWS_CONFIG_FILE || join(folder, 'config');
  const credentials = env.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials');
  const names = [
    ...sectionsOf(config).map((section) => /^(?:profile\s+)?(\S+)$/.exec(section)?.[1]),
    ...sectionsOf(credentials),
  ];
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

function sectionsOf(path: string): string[] {
  try {
    const text = readFileSync(path, 'utf8');
    return [...text.matchAll(/^\s*\[([^\]]+)\]/gm)].map(([, name = '']) => name.trim());
  } catch {
    return [];
  }
}
