// Points in time of the options, as they are from the run's first beginning on.

import type { FilterOptions, Moment } from './engine-options.ts';

/** A run that is resumed later must choose the same objects. `nowMs` is in milliseconds since 1970. */
export function fixTimes<Options extends FilterOptions>(options: Options, nowMs: number): Options {
  const { newerThan, olderThan } = options;
  return {
    ...options,
    ...(newerThan && { newerThan: { atMs: toMs(newerThan, nowMs) } }),
    ...(olderThan && { olderThan: { atMs: toMs(olderThan, nowMs) } }),
  };
}

export function toMs(moment: Moment, nowMs: number): number {
  return 'atMs' in moment ? moment.atMs : nowMs - moment.agoMs;
}
