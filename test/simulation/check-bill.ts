// Whether the bill is what the made-up Lambda billed, as far as it was told, and owns to the rest.

import type { Tier } from '../../src/protocol/frame.ts';
import { isCalm } from './check-object.ts';
import type { Outcome } from './simulate.ts';
import type { Report } from './violation.ts';

export function checkBill(outcome: Outcome, report: Report): void {
  if (outcome.plan.engine !== 'lambda') return;
  const billed = checkReports(outcome, report);
  checkUnknown(outcome, report);
  checkHedged(outcome, report);
  checkRequests(outcome, report);
  if (!isCalm(outcome) || outcome.error) return;
  for (const { requestId, isReported } of outcome.invocations) {
    if (isReported && !billed.has(requestId)) report('bill-lacks', `${requestId} was reported`);
  }
}

/** Each report is billed once, as it is. */
function checkReports({ events, invocations }: Outcome, report: Report): ReadonlySet<string> {
  const records = new Map(invocations.map((record) => [record.requestId, record]));
  const billed = new Set<string>();
  for (const { event } of events) {
    if (event.type !== 'invocation' || event.billedMs === undefined) continue;
    const { requestId = '', billedMs, tier } = event;
    const record = records.get(requestId);
    if (record?.billedMs !== billedMs || record.tier !== tier) {
      report(
        'bill-wrong',
        `${billedMs} ms of ${requestId}, where ${record?.billedMs} ms were billed`,
      );
    }
    if (billed.has(requestId)) report('bill-twice', `${requestId} is billed twice`);
    billed.add(requestId);
  }
  return billed;
}

/** A worker that was launched before something that the run has heard is billed, if only as unknown. */
function checkUnknown(outcome: Outcome, report: Report): void {
  const { events, invocations, struck, wasInterrupted } = outcome;
  // Nobody has heard what was lost on the way.
  if (struck.some((fault) => fault.startsWith('answer-loses'))) return;
  const told = { cascade: 0, worker: 0 };
  for (const { event } of events) if (event.type === 'invocation') told[event.tier] += 1;
  const cascades = invocations.filter(({ tier }) => tier === 'cascade');
  const known = invocations.filter(({ tier, caller, startedAtMs }) => {
    if (tier === 'cascade') return true;
    // Frames that have arrived when a run is interrupted need not have been read.
    if (wasInterrupted) return false;
    return cascades.some(
      (cascade) =>
        cascade.process === caller &&
        cascade.startedAtMs <= startedAtMs &&
        // Bytes written in the same moment may have been said before.
        startedAtMs < cascade.heardUntilMs,
    );
  });
  for (const tier of ['cascade', 'worker'] satisfies Tier[]) {
    const least = known.filter((record) => record.tier === tier).length;
    if (told[tier] < least) {
      report(
        'bill-unknown',
        `${told[tier]} invocations of the ${tier} are told, at least ${least} are known of`,
      );
    }
  }
}

/** One of two workers that were at the same is hedged. */
function checkHedged({ events, invocations, plan }: Outcome, report: Report): void {
  const hedged = events.filter(({ event }) => event.type === 'invocation' && event.isHedge);
  const workers = invocations.filter(({ tier }) => tier === 'worker');
  const most = plan.hedgePercent === undefined ? 0 : workers.length / 2;
  if (hedged.length > most) report('hedged', `${hedged.length} of ${workers.length} workers`);
}

function checkRequests({ events, gets }: Outcome, report: Report): void {
  let told = 0;
  let sent = 0;
  for (const { event } of events) if (event.type === 'invocation') told += event.storeRequests ?? 0;
  for (const count of gets.values()) sent += count;
  if (told > sent) report('requests', `${told} requests to S3 are told, ${sent} were sent`);
}
