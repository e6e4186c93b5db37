// What stands in place of files and marks where there are none.

/** How the run stands, as far as files are concerned; absent while more may come. */
export type Ending = 'ended' | 'failed';

const NOT_BEGUN = 'The run failed before a file was counted.';

export function describeNoFiles(ending: Ending | undefined): string {
  if (ending === 'failed') return NOT_BEGUN;
  return ending === 'ended'
    ? 'The run found no files.'
    : 'No files yet. They are listed here as soon as they are counted.';
}

export function describeNoMarks(ending: Ending | undefined): string {
  if (ending === 'failed') return NOT_BEGUN;
  return ending === 'ended'
    ? 'No file was counted, so there is no mark.'
    : 'Each file becomes a mark here as soon as it is counted.';
}
