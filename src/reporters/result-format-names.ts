// The forms of a result, as `--format` names them.

/** `table` is for people, and the others for programs. */
export const RESULT_FORMATS = ['table', 'json', 'csv', 'tsv', 'plain'] as const;

export type ResultFormat = (typeof RESULT_FORMATS)[number];
