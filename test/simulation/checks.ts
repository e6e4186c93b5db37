// The properties of every simulation, whatever went wrong in it.

import { UserError } from '../../src/errors/user-error.ts';
import type { ObjectSettled } from '../../src/events/run-event.ts';
import { addEvent, NO_TOTALS, settledObjects } from '../../src/events/totals.ts';
import type { Tier } from '../../src/protocol/frame.ts';
import { checkBill } from './check-bill.ts';
import { checkBudget } from './check-budget.ts';
import { checkHedges } from './check-hedges.ts';
import { checkListing, listedKeys } from './check-listing.ts';
import { checkLive } from './check-live.ts';
import {
  checkObject,
  expectedTally,
  isAsExpected,
  isUnreadable,
  remarkOf,
} from './check-object.ts';
import type { BucketObject } from './made-up-bucket.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './simulate.ts';
import type { Report, Violation } from './violation.ts';

/** So many faults may be the end of a slice. */
const MOST_FAULTS = 4;

/** After faults have stopped no run takes longer. */
const LIVELY_MS = 2 * 3_600_000;

export function check(outcome: Outcome): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (code, message) => void violations.push({ code, message });
  checkEnding(outcome, report);
  if (outcome.ending !== 'over') return violations;
  const settled = checkObjects(outcome, report);
  if (outcome.error !== undefined) checkError(outcome, report);
  else if (!outcome.wasLeft) checkOutcomes(outcome, settled, report);
  checkListing(outcome, report);
  checkLive(outcome, report);
  if (!outcome.wasLeft) checkBill(outcome, report);
  checkBudget(outcome, report);
  checkHedges(outcome, report);
  return violations;
}

function checkEnding(
  { ending, unhandled, sleepers, plan, elapsedMs }: Outcome,
  report: Report,
): void {
  if (ending === 'idle') report('hangs', 'nothing goes on, and the run is not over');
  if (ending === 'endless') report('endless', `no end after ${Math.round(elapsedMs / 1000)} s`);
  for (const reason of unhandled) report('unhandled', String((reason as Error)?.stack ?? reason));
  if (ending === 'over' && sleepers > 0)
    report('sleepers-left', `${sleepers} of the run still sleep`);
  if (plan.mode === 'liveness' && elapsedMs > plan.faultsUntilMs + LIVELY_MS) {
    report('slow', `it took ${Math.round(elapsedMs / 1000)} s`);
  }
}

/** A run that cannot begin says why; one that has begun to succeed comes to its end. */
function checkError(outcome: Outcome, report: Report): void {
  const { error, events, struck, wasInterrupted, plan, elapsedMs } = outcome;
  if (!(error instanceof UserError)) {
    report('crash', String((error as Error)?.stack ?? error));
    return;
  }
  const counted = events.some(
    ({ event }) => event.type === 'sum' || (event.type === 'object' && event.status === 'counted'),
  );
  if (counted) report('ended-after-success', error.message);
  if (struck.length === 0 && !wasInterrupted) report('refused-without-fault', error.message);
  if (elapsedMs > plan.faultsUntilMs + LIVELY_MS) report('refused-late', error.message);
}

/** The objects that have an outcome of their own, each checked. */
function checkObjects(outcome: Outcome, report: Report): ReadonlyMap<string, ObjectSettled> {
  const { events, bucket } = outcome;
  const listed = listedKeys(outcome);
  const settled = new Map<string, ObjectSettled>();
  for (const { event } of events) {
    if (event.type !== 'object') continue;
    if (settled.has(event.key)) report('two-outcomes', `${event.key} has two`);
    settled.set(event.key, event);
    const object = bucket.get(event.key);
    if (!object || !listed.has(event.key)) report('never-listed', event.key);
    else checkObject(event, object, outcome, report);
  }
  return settled;
}

function checkOutcomes(
  outcome: Outcome,
  settled: ReadonlyMap<string, ObjectSettled>,
  report: Report,
): void {
  const { events, bucket, plan, struck, wasInterrupted } = outcome;
  const totals = events.reduce((before, { event }) => addEvent(before, event), NO_TOTALS);
  const ended = events.filter(({ event }) => event.type === 'run-ended');
  if (ended.length !== 1 || events.at(-1)?.event.type !== 'run-ended') {
    report('no-end', `${ended.length} ends`);
  }
  const listed = listedKeys(outcome);
  if (settledObjects(totals) !== totals.listed.objects) {
    report(
      'outcomes',
      `${settledObjects(totals)} outcomes of ${totals.listed.objects} listed keys`,
    );
  }
  checkSums(outcome, listed, settled, report);

  const isWhole = listed.size === bucket.size && totals.listed.objects === bucket.size;
  const isComplete =
    isWhole &&
    [...settled.values()].every(
      ({ status, reason }) => status === 'counted' || reason === 'folder-marker',
    );
  const says = `the run says it is ${totals.status}`;
  // A listing that leads back may have told everything before.
  const isListed = !struck.some((fault) => fault.startsWith('list-'));
  if (totals.status === 'complete' && !isComplete) {
    report(isWhole ? 'status' : 'listing-broken-unsaid', says);
  }
  // Where nothing is found, a mistyped prefix must not pass for a result.
  if (totals.status === 'incomplete' && isComplete && isListed && bucket.size > 0) {
    report('status', says);
  }
  // It may have been interrupted when all was done, and not yet read.
  if (totals.status === 'interrupted' && !wasInterrupted) report('status', says);
  for (const { code, keys } of totals.warnings) {
    if (keys > totals.listed.objects) {
      report('warned-keys', `${keys} keys of ${code}, of ${totals.listed.objects} listed`);
    }
  }
  if (plan.mode === 'liveness' && !wasInterrupted) checkLiveness(outcome, settled, report);
}

/** Objects without an outcome of their own are in the sums. */
function checkSums(
  { events, bucket, plan }: Outcome,
  listed: ReadonlySet<string>,
  settled: ReadonlyMap<string, ObjectSettled>,
  report: Report,
): void {
  const sums = { objects: 0, sizeBytes: 0, bytes: 0, lines: 0, words: 0 };
  const expected = { ...sums };
  const add = (to: typeof sums, from: typeof sums) => {
    for (const name of Object.keys(to) as (keyof typeof sums)[]) to[name] += from[name];
  };
  for (const { event } of events) if (event.type === 'sum') add(sums, event);
  for (const key of listed) {
    const object = bucket.get(key);
    if (!object || settled.has(key)) continue;
    const tally = expectedTally(object, plan.words);
    add(expected, { objects: 1, sizeBytes: object.sample.encoded.length, ...tally });
    if (object.sample.code) report('damage-unsaid', `${key} is damaged, and in a sum`);
    if (remarkOf(object, plan)) report('remark', `${key} is in a sum, without a remark`);
    if (isUnreadable(object)) report('count', `${key} can't be read, and is in a sum`);
  }
  if (JSON.stringify(sums) !== JSON.stringify(expected)) {
    report('sum', `${JSON.stringify(sums)} in sums, where ${JSON.stringify(expected)} is right`);
  }
}

/** Attempts after the faults had stopped are counted. */
function checkLiveness(
  outcome: Outcome,
  settled: ReadonlyMap<string, ObjectSettled>,
  report: Report,
): void {
  const { plan, invocations, bucket, struck } = outcome;
  const areCascadesSound = !struck.some((fault) =>
    /^(answer|function|report)-.*@cascade/.test(fault),
  );
  for (const [key, event] of settled) {
    const object = bucket.get(key);
    const isLate = (tier: Tier) => {
      const last = invocations.findLast(
        (record) => record.tier === tier && record.keys.includes(key),
      );
      return last !== undefined && last.startedAtMs > plan.faultsUntilMs;
    };
    // A cascade that began before may have been struck before.
    if (!object || !isLate('worker') || !(isLate('cascade') || areCascadesSound)) continue;
    // So many may have been the end of one of its slices before.
    const isCut = event.status === 'partial' || mayBeCut(object, plan);
    if (isCut && struck.length >= MOST_FAULTS) continue;
    if (!isAsExpected(event, object, plan.words)) {
      report('given-up', `${key} is ${event.status} (${event.reason}) though no fault was left`);
    }
  }
}

function mayBeCut({ sample }: BucketObject, { sliceBytes }: Plan): boolean {
  return sliceBytes !== undefined && sample.encoded.length * sample.costPerByte > sliceBytes;
}
