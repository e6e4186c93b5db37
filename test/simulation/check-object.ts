// Whether an object's outcome is what its content and its fate allow.

import type { Tally } from '../../src/counting/tally.ts';
import type { WordRule } from '../../src/counting/word-rule.ts';
import type { ObjectSettled } from '../../src/events/run-event.ts';
import { formatByName } from '../../src/formats/recognise.ts';
import type { BucketObject } from './made-up-bucket.ts';
import type { Plan } from './plan.ts';
import { countPrefix } from './samples.ts';
import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

/** Why decoding ends. Of an object that is not damaged nobody may say so. */
const DAMAGES: ReadonlySet<string> = new Set([
  'truncated',
  'corrupt',
  'bad-checksum',
  'trailing-garbage',
  'needs-dictionary',
  'unsupported-format',
  'too-much-memory',
]);

/** With so much time nothing here can be too much for a function. */
const AMPLE_MS = 120_000;

/** The part of an object that is to be counted. */
export function expectedTally({ sample }: BucketObject, words: WordRule): Tally {
  return countPrefix(sample, words, sample.text.length);
}

export function checkObject(
  event: ObjectSettled,
  object: BucketObject,
  outcome: Outcome,
  report: Report,
): void {
  const { key, status, reason, sizeBytes } = event;
  const { sample, kind } = object;
  const { words } = outcome.plan;
  const say = (code: string, message: string) =>
    report(
      code,
      `${key} (${sample.name}), ${status} ${reason ?? ''} ${describe(event)}: ${message}`,
    );
  if (sizeBytes !== sample.encoded.length) say('size', `it has ${sample.encoded.length} bytes`);
  if (kind !== 'ordinary') {
    if (status !== 'skipped') say('skipped', `it is ${kind}`);
    return;
  }
  const expected = expectedTally(object, words);
  switch (status) {
    case 'counted':
      // Damage that only an unverified checksum would show goes unnoticed, and so does not end the count.
      if (sample.code && isUnverified(event, sample.code)) break;
      if (sample.code) say('damage-unsaid', `it is ${sample.code}`);
      if (!isSame(event, expected)) say('count', `${describe(expected)} is right`);
      if (isUnreadable(object)) say('count', 'it cannot be read');
      checkRemark(event, object, outcome.plan, say);
      break;
    case 'partial':
      checkPartial(event, object, words, say);
      break;
    case 'failed':
      if (!isSame(event, { bytes: 0, lines: 0, words: 0 })) say('count', 'nothing is right');
      break;
    case 'skipped':
      if (!mayBeSkipped(reason, outcome)) say('skipped', 'it was not');
      break;
  }
  if (status === 'counted') return;
  checkReason(event, object, say);
  if (isCalm(outcome) && !hasFate(object) && !isAsExpected(event, object, words)) {
    say('failed-without-fault', `${sample.code ?? 'counted'} is right`);
  }
}

function mayBeSkipped(reason: string | undefined, { plan, wasInterrupted }: Outcome): boolean {
  return (
    (reason === 'interrupted' && wasInterrupted) || (reason === 'over-budget' && !!plan.budget)
  );
}

/** Where an object is cut, a checksum over all of it can't be verified, which is said. */
function isUnverified({ reason }: ObjectSettled, code: string): boolean {
  return code === 'bad-checksum' && reason === 'checksum-unverified';
}

type Say = (code: string, message: string) => void;

function checkPartial(
  event: ObjectSettled,
  { sample }: BucketObject,
  words: WordRule,
  say: Say,
): void {
  const { bytes, pieces = 1 } = event;
  const { text } = sample;
  if (isSame(event, countPrefix(sample, words, bytes)) && bytes <= text.length) return;
  // In plain text, the part behind a piece that is lacking is true as well: each such place may part a
  // word in two.
  const whole = countPrefix(sample, words, text.length);
  const isWithin =
    sample.format === 'plain' &&
    bytes <= whole.bytes &&
    event.lines <= whole.lines &&
    event.words <= whole.words + pieces;
  if (!isWithin)
    say('no-prefix', `${describe(countPrefix(sample, words, bytes))} is right for as many bytes`);
}

function checkReason(
  { reason = '', bytes }: ObjectSettled,
  { sample }: BucketObject,
  say: Say,
): void {
  if (!DAMAGES.has(reason)) return;
  if (!sample.code) {
    say('sound-called-damaged', 'it is sound');
    return;
  }
  if (reason !== sample.code) say('other-damage', `it is ${sample.code}`);
  const end = sample.text.length;
  if (bytes !== end) say('damage-elsewhere', `${end} bytes come before the damage`);
}

/** The remark on an object though it is counted whole. */
export function remarkOf({ key, sample }: BucketObject, { as }: Plan): string | undefined {
  if (sample.isNested) return 'still-compressed';
  const isMisnamed = sample.format === 'plain' && !as && formatByName(key).name !== 'plain';
  return isMisnamed ? 'not-as-named' : undefined;
}

function checkRemark({ reason }: ObjectSettled, object: BucketObject, plan: Plan, say: Say): void {
  if (reason === 'checksum-unverified' && object.sample.format === 'lz4') return;
  const right = remarkOf(object, plan);
  if (reason !== right) say('remark', `it should be remarked on as ${right}`);
}

/** Nobody notices the loss of an object of no bytes, for there is nothing to read. */
export function isUnreadable({ isDenied, sample }: BucketObject): boolean {
  return isDenied && sample.encoded.length > 0;
}

/** Whether it is all that can be counted of the object, and says so. */
export function isAsExpected(event: ObjectSettled, object: BucketObject, words: WordRule): boolean {
  const { sample } = object;
  if (hasFate(object) || object.kind !== 'ordinary') return true;
  if (!sample.code)
    return event.status === 'counted' && isSame(event, expectedTally(object, words));
  return event.reason === sample.code || isUnverified(event, sample.code);
}

/** Whether something happens to the object for good. */
function hasFate({ vanishesAtMs, changesAtMs, isDenied, refusesIfMatch }: BucketObject): boolean {
  return (
    isDenied || refusesIfMatch || Number.isFinite(vanishesAtMs) || Number.isFinite(changesAtMs)
  );
}

/** Whether nothing went wrong but with single objects, and there was time. */
export function isCalm({ struck, plan, wasInterrupted }: Outcome): boolean {
  return (
    !wasInterrupted &&
    !plan.budget &&
    struck.every((fault) => fault.startsWith('object-')) &&
    plan.accountLimit >= 1_000 &&
    plan.cascadeLimitMs >= AMPLE_MS &&
    plan.workerLimitMs >= AMPLE_MS
  );
}

function isSame(a: Tally, b: Tally): boolean {
  return a.bytes === b.bytes && a.lines === b.lines && a.words === b.words;
}

function describe({ bytes, lines, words }: Tally): string {
  return `${bytes} bytes, ${lines} lines, ${words} words`;
}
