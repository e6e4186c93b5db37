// The imports of a source file, types included.

import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Imports {
  /** Paths of the project's files. */
  readonly files: readonly string[];
  /** Packages without what is asked for within them: `node:fs` for `node:fs/promises`. */
  readonly packages: readonly string[];
}

/** `import('./file.ts')` as code, as a type, and as a type in a comment of JavaScript. */
const DYNAMIC_IMPORT = /\bimport\(\s*['"]([^'"$]+)['"]/g;

/** @throws {Error} when the source cannot be parsed. */
export function importsOf(path: string, source: string): Imports {
  const { module, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`${path} can't be parsed: ${errors[0].message}`);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...[...source.matchAll(DYNAMIC_IMPORT)].map(([, specifier]) => specifier as string),
  ];
  const isFile = (specifier: string) => specifier.startsWith('.');
  return {
    files: specifiers.filter(isFile).map((each) => posix.join(posix.dirname(path), each)),
    packages: specifiers.filter((each) => !isFile(each)).map(packageOf),
  };
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
