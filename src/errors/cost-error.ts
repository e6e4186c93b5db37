// The errors about what a run may cost that a person can do something about, and their wording.

import { UserError } from './user-error.ts';

export const pricesUnknown = (
  option: string,
  missing: string,
  region: string,
  priceOptions: string,
) =>
  new UserError(
    `${option} needs all prices, and those of ${missing} in ${region} are not known. Give ${priceOptions}.`,
  );
export const noTableOfDryRun = (format: string) =>
  new UserError(
    `A dry run has no result in the form of ${format}. Give --format json, or leave --format out.`,
  );
/** `expected` is a sentence. */
export const confirmationNeeded = (expected: string, given: string) =>
  new UserError(
    `${expected} That may be over --confirm-over ${given}, and there is no terminal on which to ask. Give --yes to run it without asking.`,
  );
export const maxCostOnlyOnLambda = () =>
  new UserError(
    '--max-cost limits what is launched on Lambda, and this run counts on this machine. Leave out --max-cost or --engine local.',
  );
export const maxCostTooSmall = (
  given: string,
  least: string,
  cascadeTimeout: string,
  workerTimeout: string,
) =>
  new UserError(
    `--max-cost ${given} is too small: listing, one cascade and one worker cost $${least} at their worst, if the functions take all of their time, ${cascadeTimeout} and ${workerTimeout}. Give --max-cost ${least} or more, or deploy with shorter time limits.`,
  );
export const functionSettingsUnknown = (functionName: string) =>
  new UserError(
    `Lambda did not say what memory, time limit and architecture the function ${functionName} has, so what it may cost is not known. Leave out --max-cost.`,
  );
