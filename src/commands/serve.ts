// `wordcount serve`: connects runs to the HTTP server, logs them, and stops both on a signal.

import { fileURLToPath } from 'node:url';
import { openTarget } from '../engines/open-target.ts';
import { startRun } from '../engines/start-run.ts';
import { tokenNeeded, tokenTooShort } from '../errors/user-error.ts';
import { describeEnd } from '../events/describe-end.ts';
import { describeSource } from '../events/describe-source.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { ReportMaking } from '../report/report-making.ts';
import { systemClock } from '../scatter/clock.ts';
import { isLoopback } from '../serve/access.ts';
import type { RunQuery, ServerConfig } from '../serve/contract.ts';
import { readPageFiles } from '../serve/page-files.ts';
import { createRunRegistry } from '../serve/run-registry.ts';
import { startServer } from '../serve/server.ts';
import type { SharedRun } from '../serve/shared-run.ts';
import { escapeControl } from '../text/escape-control.ts';
import { VERSION } from '../version.ts';
import { describeError } from './describe-error.ts';
import { listenForInterruption } from './interruption.ts';
import type { CountingOptions } from './options/counting.ts';
import { readReportStyle } from './report-style.ts';
import { createResultFiles } from './result-files.ts';

/** The options of the verb, as the command line gives them. */
export interface ServeOptions extends CountingOptions {
  /** Prefix of a run for which none is asked. */
  readonly prefix: string;
  readonly port: number;
  readonly host: string;
  readonly token?: string;
  readonly allowHost?: readonly string[];
  readonly maxRuns: number;
  /** Whether the stack of an error is shown. */
  readonly debug: boolean;
  /** Seconds. */
  readonly grace: number;
  /** The options that were given, for reports. */
  readonly given: ReportMaking['options'];
}

/** Long enough not to be guessed, with characters that need no encoding in a header or an address. */
const MIN_TOKEN_CHARACTERS = 16;
const TOKEN = new RegExp(`^[\\w.~+/=-]{${MIN_TOKEN_CHARACTERS},}$`);

/** Well below the minute after which proxies close a silent connection. */
const HEARTBEAT_MS = 15_000;

/**
 * Serves until a signal stops it. That is the normal end of a server, so the exit code is 0.
 * @throws {UserError} when it cannot begin.
 */
export async function serveCommand(options: ServeOptions): Promise<number> {
  const { host, maxRuns, engine, words, prefix } = options;
  const interruption = listenForInterruption();
  try {
    checkToken(options);
    const source = await checkSource(options, interruption.signal);
    const graceMs = options.grace * 1000;
    const tell = options.quiet
      ? () => {}
      : (line: string) => void process.stderr.write(`${line}\n`);
    const onError = (error: unknown) => tell(describeError(error, options.debug));
    const runs = createRunRegistry({
      begin: (query, signal) => beginRun(options, query, signal),
      clock: systemClock,
      today: () => new Date(),
      maxRuns,
      graceMs,
      heartbeatMs: HEARTBEAT_MS,
      onChange: (changed) => tell(describeRun(changed)),
      onError,
    });
    const server = await startServer({
      host,
      port: options.port,
      otherNames: options.allowHost ?? [],
      token: options.token,
      pages: await readPageFiles(fileURLToPath(new URL('./pages', import.meta.url))),
      config: { version: VERSION, source, engine, words, prefix, maxRuns, graceMs },
      runs,
      reports: createResultFiles({
        version: VERSION,
        style: await readReportStyle(),
        options: options.given,
      }),
      onError,
    });
    const name = host.includes(':') ? `[${host}]` : host;
    tell(
      `Serving ${escapeControl(describeSource({ ...source, prefix: '' }))} on http://${name}:${server.port}/ (press Ctrl-C to stop)`,
    );
    await aborted(interruption.signal);
    await server.close();
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitCode();
    throw error;
  } finally {
    interruption.release();
  }
}

async function* beginRun(
  options: ServeOptions,
  { prefix, noAgg }: RunQuery,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const asked = { ...options, prefixes: [prefix] };
  const target = await openTarget(asked, signal, options.maxRuns);
  try {
    yield* startRun(asked, target, noAgg, signal);
  } finally {
    await target.close();
  }
}

/** @throws {UserError} when other machines could reach the server without a token, or guess it. */
function checkToken({ host, token }: ServeOptions): void {
  if (token === undefined && !isLoopback(host)) throw tokenNeeded(host);
  const isSafe = token === undefined || TOKEN.test(token);
  if (!isSafe) throw tokenTooShort(MIN_TOKEN_CHARACTERS);
}

/**
 * Opens the folder or bucket once, so that a wrong name is reported before the first run.
 * @throws {UserError} when a run over it could not begin.
 */
async function checkSource(
  options: ServeOptions,
  signal: AbortSignal,
): Promise<ServerConfig['source']> {
  const { bucket, dir } = options;
  const target = await openTarget(options, signal);
  await target.close();
  return bucket === undefined ? { dir: String(dir) } : { bucket };
}

function describeRun(run: SharedRun): string {
  const { id, prefix, noAgg, state, message } = run.summary();
  const name = `Run ${id}`;
  if (state === 'failed') return `${name} failed: ${escapeControl(message ?? '')}`;
  if (state !== 'running') return `${name} ended. ${escapeControl(describeEnd(run.totals()))}`;
  const keys = prefix === '' ? 'all keys' : `keys that start with ${escapeControl(prefix)}`;
  return `${name} started: ${keys}, ${noAgg ? 'per-key results' : 'totals'}.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
