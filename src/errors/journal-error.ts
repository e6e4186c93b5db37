// The errors about journals and earlier runs that a person can do something about, and their wording.

import { UserError } from './user-error.ts';
import { withStop } from './with-stop.ts';

export const journalNotWritable = (path: string, detail: string, cause: unknown) =>
  new UserError(
    `The journal of this run cannot be written to ${path}: ${detail}. Set XDG_STATE_HOME to a folder that can be written, or leave out --journal.`,
    { cause },
  );
export const noSuchRun = (id: string) =>
  new UserError(`There is no journal of a run ${id}. "wordcount runs" lists those that there are.`);
export const nothingToResume = () =>
  new UserError(
    'No run is unfinished. "wordcount runs" lists earlier runs; --resume ID goes on with any of them.',
  );
export const nothingToRetry = () =>
  new UserError(
    'No earlier run has keys that failed. "wordcount runs" lists earlier runs; --retry-failed ID names one.',
  );
export const journalDamaged = (path: string, line: number, detail: string, cause?: unknown) =>
  new UserError(
    `The journal ${path} is damaged in line ${line}, so nothing in it can be relied on: ${detail}. Count again without --resume.`,
    { cause },
  );
export const journalEmpty = (path: string) =>
  new UserError(`The journal ${path} ends before anything is in it. Count again without --resume.`);
export const journalOfOtherFormat = (path: string, program: string, theirs: number, ours: number) =>
  new UserError(
    `The journal ${path} has format ${theirs}, of wordcount ${program}, and this program reads format ${ours}. Resume it with that version, or count again without --resume.`,
  );
export const journalUnreadable = (path: string, detail: string, cause: unknown) =>
  new UserError(
    `The journal ${path} cannot be read: ${withStop(detail)} Check its permissions, or count again without --resume.`,
    {
      cause,
    },
  );
export const runInProgress = (id: string, owner: string, lockPath: string) =>
  new UserError(
    `Run ${id} is in progress, in ${owner}. Wait for its end. If that process is no longer there, remove ${lockPath}.`,
  );
export const otherThanJournal = (option: string, id: string, theirs: string) =>
  new UserError(
    `${option} is not what run ${id} was asked (${theirs}). Leave it out, or count again without --resume.`,
  );
export const keysNotKept = (id: string, path: string) =>
  new UserError(
    `Run ${id} read its keys from ${path === '-' ? 'standard input' : path}, and its journal does not have them all. Give them again with --keys-from.`,
  );
export const sumsOnly = (id: string) =>
  new UserError(
    `Run ${id} counted keys in sums, so --all cannot print a line for each. Leave out --all for the keys that are left, or leave out --no-agg for the totals.`,
  );
export const allWithoutResume = () =>
  new UserError(
    '--all is about keys that were counted earlier: give it with --no-agg, and --resume or --retry-failed.',
  );
export const notRemovable = (id: string, detail: string, cause: unknown) =>
  new UserError(
    `The journal of run ${id} cannot be removed: ${withStop(detail)} Check the permissions of its folder.`,
    {
      cause,
    },
  );
