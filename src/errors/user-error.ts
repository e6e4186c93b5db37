// Errors that a person can do something about: the catalogue of their wording.

/** An error shown to people as its message alone; the stack only with `--debug`. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

export const noSource = () =>
  new UserError('Nothing to count: name a folder with --dir PATH or a bucket with --bucket NAME.');
export const twoSources = () =>
  new UserError('Both --dir and --bucket are given: a run counts one of them. Leave one out.');
export const noSuchDirectory = (path: string, cause: unknown) =>
  new UserError(`There is no folder ${path}. Give --dir the path of one.`, { cause });
export const notADirectory = (path: string) =>
  new UserError(`${path} is not a folder. Give --dir the folder it is in, and --prefix its name.`);
export const unreadableDirectory = (path: string, cause: unknown) =>
  new UserError(`The folder ${path} cannot be read: permission is denied.`, { cause });
