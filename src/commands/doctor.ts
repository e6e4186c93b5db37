// `wordcount doctor`: checks what a run needs, and says of each thing that it is well, or what to do.

import type { AccountConcurrency } from '../aws/account-concurrency.ts';
import { createDeployClients } from '../aws/deploy-clients.ts';
import { type AwsOptions, applyAwsOptions } from '../aws/environment.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding, FindingStatus } from '../doctor/finding.ts';
import type { Concurrency } from '../engines/concurrency-bound.ts';
import { limitWorkers } from '../engines/workers-limit.ts';
import { deploymentOptions } from '../protocol/deployment-options.ts';
import { wrapItems } from '../reporters/result-rows.ts';
import { systemClock } from '../scatter/clock.ts';
import { escapeControl } from '../text/escape-control.ts';
import { formatCount } from '../text/format-quantity.ts';
import { listenForInterruption } from './interruption.ts';
import { colorsFor, columnsOf, createStdoutWriter } from './output.ts';
import { readArchives } from './read-archives.ts';

/** The options of the verb, as the command line gives them. */
export interface DoctorOptions extends AwsOptions {
  readonly name: string;
  readonly bucket?: string;
  readonly prefix: string;
  readonly concurrency: Concurrency;
  readonly leave?: number;
  readonly json: boolean;
  readonly color: boolean;
}

const EXIT_PROBLEM = 1;

export async function doctorCommand(options: DoctorOptions): Promise<number> {
  applyAwsOptions(options, process.env);
  const { name: stem, bucket, prefix, concurrency } = options;
  const workers = concurrency === 'auto' ? undefined : concurrency;
  const leave = workers === undefined ? options.leave : 0;
  const archives = await readArchives();
  const settings = {
    stem,
    deployment: deploymentOptions(options),
    prefix,
    workers,
    shareOf: (account: AccountConcurrency) => {
      const { workers: usable, left = 0 } = limitWorkers(account, { leave, runs: 1 }).limit;
      return { workers: usable, left };
    },
    archives,
    ...(bucket !== undefined && { bucket }),
  };
  const clients = createDeployClients();
  const interruption = listenForInterruption();
  const { signal } = interruption;
  const write = createStdoutWriter(() => undefined);
  const findings: Finding[] = [];
  try {
    const ports = { clients, signal, clock: systemClock, env: process.env };
    for await (const finding of examine(settings, ports)) {
      findings.push(finding);
      if (!options.json) await write(describe(finding, options.color));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    interruption.release();
    for (const client of Object.values(clients)) client.destroy();
  }
  if (signal.aborted) return interruption.exitCode();
  const problems = findings.filter(({ status }) => status === 'problem').length;
  if (options.json) await write(`${JSON.stringify(toDocument(findings), null, 2)}\n`);
  else process.stderr.write(`${conclude(findings, problems)}\n`);
  return problems > 0 ? EXIT_PROBLEM : 0;
}

function toDocument(findings: readonly Finding[]) {
  const ok = findings.every(({ status }) => status !== 'problem');
  return { schema: 1, ok, checks: findings };
}

function describe({ check, status, message, advice }: Finding, askedColor: boolean): string {
  const colors = colorsFor(process.stdout, askedColor);
  const paint = { ok: colors.green, note: colors.yellow, unknown: colors.dim, problem: colors.red };
  const head = `${paint[status](WORDS[status].padEnd(8))} ${check.padEnd(12)} `;
  const lines = wrap(message, '').concat(advice === undefined ? [] : wrap(advice, '→ '));
  return lines.map((line, at) => `${at === 0 ? head : INDENT}${line}\n`).join('');
}

const INDENT = ' '.repeat(22);

/** The lines of a text on a terminal; elsewhere it is one line, so that it can be searched. */
function wrap(text: string, mark: string): string[] {
  const { stdout } = process;
  const columns = stdout.isTTY ? columnsOf(stdout) - INDENT.length : Number.POSITIVE_INFINITY;
  const lines = wrapItems(escapeControl(text).split(' '), ' ', columns - mark.length);
  return lines.map((line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

const WORDS: Readonly<Record<FindingStatus, string>> = {
  ok: 'ok',
  note: 'note',
  unknown: '?',
  problem: 'problem',
};

function conclude(findings: readonly Finding[], problems: number): string {
  if (problems > 0) return `${formatCount(problems, 'problem')}.`;
  const unknown = findings.filter(({ status }) => status === 'unknown').length;
  return unknown === 0 ? 'No problems.' : 'No problems in what could be looked at.';
}
