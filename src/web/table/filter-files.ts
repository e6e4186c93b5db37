// Chooses the files that the table lists: by a part of the key, by outcome, and by an area of the plot.

import { type FileColumns, OUTCOMES, type Outcome } from './file-columns.ts';

export type Interval = readonly [number, number];

/** A rectangle of the plot, in lines and words. */
export interface Area {
  readonly lines: Interval;
  readonly words: Interval;
}

export interface FileFilter {
  /** A part of the key; upper and lower case are the same. Empty for all. */
  readonly text: string;
  readonly outcome: Outcome | 'all' | 'not-whole';
  readonly area: Area | undefined;
}

export const NO_FILTER: FileFilter = { text: '', outcome: 'all', area: undefined };

/** Indices of the files that match, in the order of their arrival. */
export function filterFiles(files: FileColumns, filter: FileFilter): Uint32Array {
  const { count } = files;
  const matching = new Uint32Array(count);
  const isWanted = createMatch(files, filter);
  let found = 0;
  for (let index = 0; index < count; index += 1) {
    if (!isWanted(index)) continue;
    matching[found] = index;
    found += 1;
  }
  return matching.subarray(0, found);
}

function createMatch(
  files: FileColumns,
  { text, outcome, area }: FileFilter,
): (index: number) => boolean {
  const wanted = text.toLowerCase();
  const outcomeIndex = OUTCOMES.indexOf(outcome as Outcome);
  const { keys, outcomes, lines, words } = files;
  return (index) => {
    if (outcome === 'not-whole' && outcomes[index] === 0) return false;
    if (outcomeIndex >= 0 && outcomes[index] !== outcomeIndex) return false;
    if (area) {
      const isInside =
        files.isCounted(index) &&
        isWithin(lines[index] as number, area.lines) &&
        isWithin(words[index] as number, area.words);
      if (!isInside) return false;
    }
    return wanted === '' || (keys[index] as string).toLowerCase().includes(wanted);
  };
}

function isWithin(value: number, [from, to]: Interval): boolean {
  return value >= from && value <= to;
}
