// Holds the project's imports to a table of boundaries.

import type { Boundaries } from './boundaries.ts';
import { findCycle } from './find-cycle.ts';
import type { Imports } from './imports-of.ts';

/** One sentence for each fault: a forbidden import, an entry without use, a cycle. */
export function boundaryFaults(
  boundaries: Boundaries,
  imports: ReadonlyMap<string, Imports>,
): string[] {
  const faults: string[] = [];
  const used = new Map<string, Set<string>>();

  function check(file: string, room: string, target: string, what: 'imports' | 'packages'): void {
    const entry = boundaries[room]?.[what]?.find((pattern) => matches(pattern, target));
    if (entry === undefined) faults.push(`${file} imports ${target}, and ${room} may not.`);
    else (used.get(room) ?? used.set(room, new Set()).get(room))?.add(`${what} ${entry}`);
  }

  for (const [file, { files, packages }] of imports) {
    const room = roomOf(boundaries, file);
    if (room === undefined) {
      faults.push(`${file} is in no folder of the table.`);
      continue;
    }
    for (const target of files) {
      const to = roomOf(boundaries, target) ?? target;
      if (to !== room) check(file, room, to, 'imports');
    }
    for (const name of packages) check(file, room, name, 'packages');
  }

  for (const [room, allowed] of Object.entries(boundaries)) {
    for (const what of ['imports', 'packages'] as const) {
      for (const entry of allowed[what] ?? []) {
        if (entry.endsWith('*') || used.get(room)?.has(`${what} ${entry}`)) continue;
        faults.push(`${room} may import ${entry}, and does not.`);
      }
    }
  }

  for (const graph of [graphOfRooms(boundaries), graphOfFiles(imports)]) {
    const cycle = findCycle(graph);
    if (cycle) faults.push(`There is a cycle: ${cycle.join(' → ')}.`);
  }
  return faults;
}

function roomOf(boundaries: Boundaries, file: string): string | undefined {
  for (let path = file; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    if (Object.hasOwn(boundaries, path)) return path;
  }
  return undefined;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function graphOfRooms(boundaries: Boundaries): Map<string, string[]> {
  const rooms = Object.keys(boundaries);
  return new Map(
    rooms.map((room) => {
      const patterns = boundaries[room]?.imports ?? [];
      const others = rooms.filter((other) => other !== room);
      return [room, others.filter((other) => patterns.some((each) => matches(each, other)))];
    }),
  );
}

function graphOfFiles(imports: ReadonlyMap<string, Imports>): Map<string, readonly string[]> {
  return new Map([...imports].map(([file, { files }]) => [file, files]));
}
