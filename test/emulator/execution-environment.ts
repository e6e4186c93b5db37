// One execution environment: a Node 24 process under AWS's runtime client. It runs one invocation at a time
// and is kept for the next. Its life cycle follows
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { node24Binary, node24File } from '../support/node24.ts';
import { type RuntimeError, startRuntimeApi } from './runtime-api.ts';

/** The interval at which the memory of a busy process is checked. */
const MEMORY_CHECK_MS = 20;

/**
 * One that takes longer begins anew with the invocation, and has the function's time limit:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib. Here it goes on.
 */
const INIT_LIMIT_MS = 10_000;

export interface EnvironmentSpec {
  readonly id: string;
  /** Folder of the unpacked archive. */
  readonly taskRoot: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

export interface EnvironmentRequest {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly payload: Buffer;
  readonly timeoutMs: number;
  onChunk(chunk: Buffer): Promise<void>;
}

export interface EnvironmentOutcome {
  /** `failed` means the function's own error; `crashed` means that its process ended. */
  readonly status: 'success' | 'failed' | 'crashed' | 'timeout';
  readonly error?: RuntimeError;
  readonly durationMs: number;
  /** The time from the process's start to its first request for an invocation; on a cold start only. */
  readonly initMs?: number;
  readonly memoryUsedMb: number;
  /** The process's output since the last outcome. */
  readonly output: string;
}

export interface ExecutionEnvironment {
  readonly id: string;
  /** False once the process has ended or is about to end. */
  usable(): boolean;
  invoke(request: EnvironmentRequest): Promise<EnvironmentOutcome>;
  /** Ends the process at once, as if it had run out of memory. */
  crash(): void;
  /** Ends the process at once, as if the time of its invocation were up. */
  expire(): void;
  close(): Promise<void>;
}

interface Current {
  readonly request: EnvironmentRequest;
  readonly finish: (outcome: EnvironmentOutcome) => void;
  handedAt?: number;
  timer?: NodeJS.Timeout;
  answered?: { error: RuntimeError | undefined };
  timedOut?: boolean;
}

export async function startEnvironment(spec: EnvironmentSpec): Promise<ExecutionEnvironment> {
  let current: Current | undefined;
  let waiting: ServerResponse | undefined;
  let initError: RuntimeError | undefined;
  let initMs: number | undefined;
  let initReported = false;
  let memoryUsedMb = 0;
  let output = '';
  let doomed = false;
  let exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;

  const api = await startRuntimeApi({
    onNext(answer, maxRssKb) {
      initMs ??= performance.now() - startedAt;
      if (maxRssKb !== undefined) memoryUsedMb = Math.ceil(maxRssKb / 1024);
      waiting = answer;
      if (current?.handedAt === undefined) handOver();
      else finishAnswered();
    },
    async onChunk(requestId, chunk) {
      if (current?.request.requestId === requestId) await current.request.onChunk(chunk);
    },
    onAnswered(requestId, error) {
      if (current?.request.requestId !== requestId) return;
      current.answered = { error };
      finishAnswered();
    },
    onInitError(error) {
      initError = error;
    },
  });
  const startedAt = performance.now();
  const child = spawnRuntime(spec, api.address);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += `${error.message}\n`;
    });
    child.once('close', (code, signal) => {
      exit = { code, signal };
      doomed = true;
      finishEnded();
      resolve();
    });
  });
  const memoryWatch = setInterval(() => {
    if (current !== undefined && residentMb(child) > spec.memoryMb) {
      memoryUsedMb = spec.memoryMb;
      doomed = true;
      child.kill('SIGKILL');
    }
  }, MEMORY_CHECK_MS);

  function handOver(): void {
    if (current === undefined || waiting === undefined) return;
    const { request } = current;
    current.handedAt = performance.now();
    limitTime(current, request.timeoutMs);
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': request.requestId,
      'lambda-runtime-deadline-ms': String(Date.now() + request.timeoutMs),
      'lambda-runtime-invoked-function-arn': request.functionArn,
      'lambda-runtime-trace-id': request.traceId,
    });
    waiting.end(request.payload);
    waiting = undefined;
  }

  function limitTime(invocation: Current, ms: number): void {
    clearTimeout(invocation.timer);
    invocation.timer = setTimeout(() => expire(invocation), ms);
  }

  function expire(invocation: Current): void {
    invocation.timedOut = true;
    doomed = true;
    child.kill('SIGKILL');
  }

  /** An invocation is done if its answer is complete and its runtime asks for the next one. */
  function finishAnswered(): void {
    if (current?.answered === undefined || waiting === undefined) return;
    const { error } = current.answered;
    clearTimeout(current.timer);
    const durationMs = performance.now() - (current.handedAt ?? 0);
    // Output before the answer is read in the same turn of the event loop at the latest.
    setImmediate(() => settle(error === undefined ? 'success' : 'failed', durationMs, error));
  }

  function finishEnded(): void {
    if (current === undefined || exit === undefined) return;
    clearTimeout(current.timer);
    const { request, handedAt, timedOut } = current;
    if (timedOut) {
      const seconds = (request.timeoutMs / 1000).toFixed(2);
      const message = `RequestId: ${request.requestId} Error: Task timed out after ${seconds} seconds`;
      settle('timeout', request.timeoutMs, describeError('Sandbox.Timedout', message));
      return;
    }
    // A process that never asked for work has spent its time in the init phase.
    if (initMs === undefined) initMs = performance.now() - startedAt;
    const durationMs = handedAt === undefined ? 0 : performance.now() - handedAt;
    const message = `RequestId: ${request.requestId} Error: ${describeExit(exit)}`;
    settle('crashed', durationMs, initError ?? describeError('Runtime.ExitError', message));
  }

  function settle(
    status: EnvironmentOutcome['status'],
    durationMs: number,
    error: RuntimeError | undefined,
  ): void {
    const { finish } = current ?? {};
    current = undefined;
    const written = output;
    output = '';
    const cold = initReported ? {} : { initMs: initMs ?? 0 };
    initReported = true;
    const failure = error === undefined ? {} : { error };
    finish?.({ status, durationMs, memoryUsedMb, output: written, ...cold, ...failure });
  }

  return {
    id: spec.id,
    usable: () => !doomed,
    invoke: (request) =>
      new Promise((finish) => {
        current = { request, finish };
        limitTime(current, INIT_LIMIT_MS + request.timeoutMs);
        if (exit === undefined) handOver();
        else finishEnded();
      }),
    crash() {
      doomed = true;
      memoryUsedMb = spec.memoryMb;
      child.kill('SIGKILL');
    },
    expire() {
      if (current) expire(current);
    },
    async close() {
      doomed = true;
      child.kill('SIGKILL');
      await ended;
      clearInterval(memoryWatch);
      await api.close();
    },
  };
}

function spawnRuntime(spec: EnvironmentSpec, runtimeApi: string): ChildProcess {
  // These flags are those of Lambda's own start-up script for Node.js. They depend on the memory size.
  const flags = [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.max(1, Math.floor(spec.memoryMb * 0.05))}`,
    `--max-old-space-size=${Math.floor(spec.memoryMb * 0.9)}`,
  ];
  const preload = new URL('rapid-client.ts', import.meta.url).href;
  const runtime = node24File('aws-lambda-ric/index.mjs');
  const command = [node24Binary(), ...flags, '--no-warnings', `--import=${preload}`, runtime];
  // Lambda's limit is 1,024 file descriptors. A crash should leave no core file.
  return spawn('/bin/sh', ['-c', 'ulimit -c 0; ulimit -n 1024; exec "$@"', 'sh', ...command], {
    cwd: spec.taskRoot,
    env: { ...spec.variables, AWS_LAMBDA_RUNTIME_API: runtimeApi },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The memory of the process alone. It is known, and its limit enforced, on Linux only. */
function residentMb(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function describeError(errorType: string, errorMessage: string): RuntimeError {
  return { type: errorType, body: JSON.stringify({ errorType, errorMessage }) };
}

function describeExit(exit: { code: number | null; signal: NodeJS.Signals | null }): string {
  const names: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: 'killed',
    SIGABRT: 'aborted',
    SIGSEGV: 'segmentation fault',
    SIGTERM: 'terminated',
  };
  if (exit.signal !== null) {
    return `Runtime exited with error: signal: ${names[exit.signal] ?? exit.signal}`;
  }
  if (exit.code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${exit.code}`;
}
