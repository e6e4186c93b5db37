// The execution environments of all functions. An invocation that finds none idle starts a new one, which is
// kept for later invocations. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html.

import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { FunctionCredentials } from '../support/function-credentials.ts';
import { AwsError } from './aws-error.ts';
import {
  type EnvironmentOutcome,
  type EnvironmentRequest,
  type ExecutionEnvironment,
  startEnvironment,
} from './execution-environment.ts';
import { type FunctionState, reservedVariables } from './function-state.ts';

export interface PoolOptions {
  readonly region: string;
  /** The maximum number of environments at a time, over all functions without a limit of their own. */
  readonly concurrency: number;
  /** Environment variables of every function, such as the address of S3. */
  readonly variables: () => Readonly<Record<string, string>>;
  readonly credentials: (functionName: string) => FunctionCredentials;
}

/** A unit of concurrency, held from the moment an invocation is accepted until it ends. */
export interface Place {
  run(
    request: EnvironmentRequest,
    onStarted: (environment: ExecutionEnvironment) => void,
  ): Promise<EnvironmentOutcome>;
  release(): void;
}

export interface EnvironmentPool {
  /** @throws {AwsError} TooManyRequestsException if the concurrency is used up. */
  enter(fn: FunctionState): Place;
  /** The maximum number of the function's invocations that have run at a time. */
  peak(functionName: string): number;
  /** Ends the idle environments of a function. The busy ones end after their invocation. */
  retire(functionName: string): Promise<void>;
  close(): Promise<void>;
}

export async function createPool(options: PoolOptions): Promise<EnvironmentPool> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-service-'));
  const running = new Map<string, number>();
  const peaks = new Map<string, number>();
  const idle = new Map<string, ExecutionEnvironment[]>();
  const all = new Set<ExecutionEnvironment>();
  const unpacked = new Map<string, Promise<string>>();
  const revisions = new Map<string, string>();
  const endings = new Set<Promise<void>>();
  let closed = false;

  function enter(fn: FunctionState): Place {
    checkConcurrency(fn);
    const now = (running.get(fn.name) ?? 0) + 1;
    running.set(fn.name, now);
    peaks.set(fn.name, Math.max(peaks.get(fn.name) ?? 0, now));
    // Copy the state, because the function may be updated while this runs.
    const { revision, name } = fn;
    revisions.set(name, revision);
    let environment: ExecutionEnvironment | undefined;
    return {
      async run(request, onStarted) {
        environment = takeIdle(revision) ?? (await start({ ...fn }));
        onStarted(environment);
        return environment.invoke(request);
      },
      release() {
        running.set(name, (running.get(name) ?? 1) - 1);
        if (environment !== undefined) giveBack(name, revision, environment);
      },
    };
  }

  function checkConcurrency(fn: FunctionState): void {
    const total = [...running.values()].reduce((sum, count) => sum + count, 0);
    const reserved = fn.reservedConcurrency;
    const full =
      reserved === undefined
        ? total >= options.concurrency
        : (running.get(fn.name) ?? 0) >= reserved;
    if (!full) return;
    throw tooManyRequests(
      reserved === undefined
        ? 'ConcurrentInvocationLimitExceeded'
        : 'ReservedFunctionConcurrentInvocationLimitExceeded',
    );
  }

  function takeIdle(revision: string): ExecutionEnvironment | undefined {
    const environments = idle.get(revision) ?? [];
    for (let last = environments.pop(); last !== undefined; last = environments.pop()) {
      if (last.usable()) return last;
      void end(last);
    }
    return undefined;
  }

  async function start(fn: FunctionState): Promise<ExecutionEnvironment> {
    let taskRoot = unpacked.get(fn.codeSha256);
    if (taskRoot === undefined) {
      taskRoot = unpack(fn.archive, join(folder, String(unpacked.size)));
      unpacked.set(fn.codeSha256, taskRoot);
    }
    const environment = await startEnvironment({
      id: randomUUID(),
      taskRoot: await taskRoot,
      memoryMb: fn.memoryMb,
      variables: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        // Thus no settings of the person who runs the tests are used.
        HOME: folder,
        LAMBDA_TASK_ROOT: await taskRoot,
        LAMBDA_RUNTIME_DIR: '/var/runtime',
        AWS_LAMBDA_LOG_FORMAT: fn.logging.format === 'JSON' ? 'JSON' : 'Text',
        ...(fn.logging.format === 'JSON'
          ? { AWS_LAMBDA_LOG_LEVEL: fn.logging.applicationLevel }
          : {}),
        ...options.variables(),
        ...fn.variables,
        ...reservedVariables(fn, options.region, options.credentials(fn.name)),
      },
    });
    all.add(environment);
    if (closed) void end(environment);
    return environment;
  }

  function giveBack(name: string, revision: string, environment: ExecutionEnvironment): void {
    if (closed || !environment.usable() || revisions.get(name) !== revision) {
      void end(environment);
      return;
    }
    idle.set(revision, [...(idle.get(revision) ?? []), environment]);
  }

  function end(environment: ExecutionEnvironment): Promise<void> {
    all.delete(environment);
    const ending = environment.close().finally(() => endings.delete(ending));
    endings.add(ending);
    return ending;
  }

  return {
    enter,
    peak: (functionName) => peaks.get(functionName) ?? 0,
    async retire(functionName) {
      const revision = revisions.get(functionName);
      revisions.delete(functionName);
      if (revision === undefined) return;
      const environments = idle.get(revision) ?? [];
      idle.delete(revision);
      await Promise.all(environments.map(end));
    },
    async close() {
      closed = true;
      for (const environment of all) void end(environment);
      while (endings.size > 0) await Promise.all(endings);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function tooManyRequests(reason: string, retryAfterSeconds?: number): AwsError {
  return new AwsError(429, 'TooManyRequestsException', 'Rate Exceeded.', {
    members: { Reason: reason },
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  });
}

async function unpack(archive: Uint8Array, folder: string): Promise<string> {
  for (const [path, bytes] of Object.entries(unzipSync(archive))) {
    if (path.endsWith('/')) continue;
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  return folder;
}
