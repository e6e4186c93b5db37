// `wordcount runs`: lists earlier runs by their journals, or removes journals.

import { computeCost } from '../events/cost.ts';
import { describeSource } from '../events/describe-source.ts';
import { EVENT_SCHEMA, type RunStarted } from '../events/run-event.ts';
import { UNUSED } from '../events/tier-use.ts';
import { NO_TOTALS } from '../events/totals.ts';
import { type AboutRun, type EarlierRun, listRuns } from '../journal/list-runs.ts';
import { removeRun } from '../journal/remove-runs.ts';
import { journalFolder } from '../journal/state-folder.ts';
import { type RunRow, renderRuns } from '../reporters/runs-table.ts';
import { formatCount } from '../text/format-quantity.ts';
import { colorsFor, columnsOf, createStdoutWriter } from './output.ts';
import { hasFailures, isUnfinished } from './run-journal.ts';

export interface RunsOptions {
  readonly remove?: readonly string[];
  /** In milliseconds. */
  readonly olderThan?: number;
  readonly json: boolean;
  readonly color: boolean;
}

/** @throws {UserError} when a journal that is named cannot be removed. */
export async function runsCommand(options: RunsOptions): Promise<number> {
  const folder = journalFolder();
  const write = createStdoutWriter(() => undefined);
  const ids = options.remove ?? (await idsOlderThan(folder, options.olderThan));
  if (ids) {
    for (const id of ids) await removeRun(folder, id);
    process.stderr.write(`Removed the journals of ${formatCount(ids.length, 'run')}.\n`);
    return 0;
  }
  const runs = await listRuns(folder);
  const rows = runs.map(toRow);
  if (options.json) {
    await write(`${JSON.stringify({ schema: 1, folder, runs: runs.map(toDocument) })}\n`);
  } else if (rows.length > 0) {
    const { stdout } = process;
    const columns = stdout.isTTY ? columnsOf(stdout) : Number.POSITIVE_INFINITY;
    await write(renderRuns(rows, columns, colorsFor(stdout, options.color)));
  } else {
    process.stderr.write(`There are no journals of runs in ${folder}.\n`);
  }
  return 0;
}

async function idsOlderThan(
  folder: string,
  ageMs: number | undefined,
): Promise<readonly string[] | undefined> {
  if (ageMs === undefined) return undefined;
  const isOld = ({ about, modifiedMs, status }: EarlierRun) => {
    const startedMs = about ? Date.parse(about.startedAt) : modifiedMs;
    return status !== 'running' && Date.now() - startedMs > ageMs;
  };
  return (await listRuns(folder)).filter(isOld).map(({ id }) => id);
}

function toRow(run: EarlierRun): RunRow {
  const { id, status, about, problem } = run;
  const next = commandFor(run);
  const dollars = about && dollarsOf(about);
  return {
    id,
    status: status.replace('-', ' '),
    ...(about && { source: describeSource(about.source) }),
    ...(about?.figures && {
      counted: about.figures.objects.counted,
      words: about.figures.tally.words,
    }),
    ...(dollars !== undefined && { dollars }),
    mayHaveCostMore: mayHaveCostMore(run),
    ...(next !== undefined && { next }),
    ...(problem !== undefined && { problem }),
  };
}

function toDocument(run: EarlierRun) {
  const { id, status, about, problem, journalBytes } = run;
  const { figures, request, startedAt, source, engine } = about ?? {};
  return {
    id,
    status,
    ...(startedAt !== undefined && { startedAt }),
    ...(about && { source, engine, words: request?.words }),
    ...(figures && {
      objects: figures.objects,
      totals: { sizeBytes: figures.countedBytes, ...figures.tally },
      elapsedMs: figures.elapsedMs,
    }),
    dollars: mayHaveCostMore(run) ? null : ((about && dollarsOf(about)) ?? null),
    journalBytes,
    next: commandFor(run) ?? null,
    ...(problem !== undefined && { problem }),
  };
}

/** The command that counts what a run has left, if there is anything. */
function commandFor(run: EarlierRun): string | undefined {
  if (isUnfinished(run)) return `wordcount run --resume ${run.id}`;
  return hasFailures(run) ? `wordcount run --retry-failed ${run.id}` : undefined;
}

/** Whether the run ended so abruptly that its last invocations never said what they were billed. */
function mayHaveCostMore({ status, about }: EarlierRun): boolean {
  return status === 'broken-off' && about?.engine === 'lambda';
}

/** Null where a price is not known; undefined where nothing is billed. */
function dollarsOf(about: AboutRun): number | null | undefined {
  const { figures, prices, source, engine } = about;
  if (!figures || !('bucket' in source)) return undefined;
  const { cascade, worker } = figures.billing;
  const started: RunStarted = {
    type: 'run-started',
    schema: EVENT_SCHEMA,
    source,
    engine,
    words: 'wc',
    ...(prices && { prices }),
  };
  const { total } = computeCost({
    ...NO_TOTALS,
    started,
    listed: {
      ...NO_TOTALS.listed,
      storeRequests: figures.listingRequests,
      getRequests: figures.lookUpRequests,
    },
    billing: { cascade: { ...UNUSED, ...cascade }, worker: { ...UNUSED, ...worker } },
  }).all;
  return total ?? null;
}
