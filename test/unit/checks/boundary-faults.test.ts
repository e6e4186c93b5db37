import { describe, expect, it } from 'vitest';
import type { Boundaries } from '../../../checks/boundaries.ts';
import { boundaryFaults } from '../../../checks/boundary-faults.ts';
import { importsOf } from '../../../checks/imports-of.ts';

const BOUNDARIES: Boundaries = {
  core: { imports: [], packages: [] },
  'core/shell.ts': { imports: ['core'], packages: ['node:fs'] },
  edge: { imports: ['core*'], packages: ['node:*'] },
};

function faultsOf(sources: Record<string, string>, boundaries = BOUNDARIES): string[] {
  const entries = Object.entries(sources);
  return boundaryFaults(
    boundaries,
    new Map(entries.map(([path, source]) => [path, importsOf(path, source)])),
  );
}

const SHELL = "import './a.ts'; import 'node:fs/promises';";

describe('boundaryFaults', () => {
  it('finds nothing where all is allowed', () => {
    const sources = {
      'core/a.ts': "import './b/c.ts';",
      'core/b/c.ts': '',
      'core/shell.ts': SHELL,
      'edge/a.ts': "import '../core/shell.ts'; import '../core/a.ts'; import 'node:http';",
    };
    expect(faultsOf(sources)).toEqual([]);
  });

  it.each([
    ["import type { A } from '../edge/a.ts';", 'core/a.ts imports edge, and core may not.'],
    ["import './shell.ts';", 'core/a.ts imports core/shell.ts, and core may not.'],
    ["import 'node:path';", 'core/a.ts imports node:path, and core may not.'],
    ["import '../other.ts';", 'core/a.ts imports other.ts, and core may not.'],
  ])('names the import %s', (source, fault) => {
    expect(
      faultsOf({ 'core/a.ts': source, 'core/shell.ts': "import 'node:fs'; import './b.ts'" }),
    ).toEqual([fault]);
  });

  it('names a file that belongs nowhere, and an entry that is not used', () => {
    expect(faultsOf({ 'cored/a.ts': '', 'core/shell.ts': "import 'node:fs';" })).toEqual([
      'cored/a.ts is in no folder of the table.',
      'core/shell.ts may import core, and does not.',
    ]);
  });

  it('names a cycle of files, though it be one of types', () => {
    const sources = {
      'core/a.ts': "export type { B } from './b.ts';",
      'core/b.ts': "import './c.ts';",
      'core/c.ts': "type A = import('./a.ts').A;",
      'core/shell.ts': SHELL,
    };
    expect(faultsOf(sources)).toEqual([
      'There is a cycle: core/a.ts → core/b.ts → core/c.ts → core/a.ts.',
    ]);
  });

  it('names a cycle of folders in the table', () => {
    const circular = {
      one: { imports: ['two'], packages: [] },
      two: { imports: ['one'], packages: [] },
    };
    const sources = {
      'one/a.ts': "import '../two/b.ts';",
      'one/c.ts': '',
      'two/b.ts': "import '../one/c.ts';",
    };
    expect(faultsOf(sources, circular)).toEqual(['There is a cycle: one → two → one.']);
  });
});
