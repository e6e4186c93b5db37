import { describe, expect, it } from 'vitest';
import { importsOf } from '../../../checks/imports-of.ts';

describe('importsOf', () => {
  it.each([
    ["import { a } from './a.ts';"],
    ["import './a.ts';"],
    ["import type { A } from './a.ts';"],
    ["import { type A, b } from './a.ts';"],
    ["import * as a from './a.ts';"],
    ["import list from './a.ts' with { type: 'json' };"],
    ["export { a } from './a.ts';"],
    ["export type { A } from './a.ts';"],
    ["export * from './a.ts';"],
    ["export * as a from './a.ts';"],
    ["const a = await import('./a.ts');"],
    ["const a = await import(\n  './a.ts'\n);"],
    ["type A = import('./a.ts').A;"],
    ["let a: Promise<typeof import('./a.ts')>;"],
    ["import {\n  a,\n  b,\n} from './a.ts';"],
  ])('sees %j', (source) => {
    const { files, packages } = importsOf('src/run/b.ts', source);
    expect(new Set(files)).toEqual(new Set(['src/run/a.ts']));
    expect(packages).toEqual([]);
  });

  it('sees the types in comments of JavaScript', () => {
    const source = "/** @param {import('esbuild').Metafile} metafile */\nexport function f() {}";
    expect(importsOf('build.js', source).packages).toEqual(['esbuild']);
  });

  it('tells files from packages, and names packages without what is within them', () => {
    const source = [
      "import '../aws/s3-store.ts';",
      "import 'node:fs/promises';",
      "import '@aws-sdk/client-s3';",
      "import '@bomb.sh/tab/commander';",
      "import 'picocolors/types.js';",
    ].join('\n');
    expect(importsOf('src/commands/run.ts', source)).toEqual({
      files: ['src/aws/s3-store.ts'],
      packages: ['node:fs', '@aws-sdk/client-s3', '@bomb.sh/tab', 'picocolors'],
    });
  });

  it('sees none in comments and strings', () => {
    const source =
      "// import './a.ts';\nconst text = \"import './b.ts'\";\nconst other = `from './c.ts'`;";
    expect(importsOf('src/run/b.ts', source)).toEqual({ files: [], packages: [] });
  });

  it('throws at what is no source', () => {
    expect(() => importsOf('src/run/b.ts', 'import {')).toThrow("src/run/b.ts can't be parsed");
  });
});
