// Execution environments of the two functions: each runs one invocation at a time, is kept for the next
// one, and ends by its time limit or by a fault.

import { Writable } from 'node:stream';
import type { Tier } from '../../src/protocol/frame.ts';
import { createDraws, type Draws } from './draws.ts';
import type { FaultKind } from './faults.ts';
import type { AnswerSink, FunctionEnd } from './function-answer.ts';
import type { Invocation, LoadedFunction } from './functions.ts';
import { createProcess, type MadeUpProcess } from './made-up-process.ts';
import { MEMORY_MB } from './memory.ts';
import type { Plan } from './plan.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface FunctionEnvironment {
  readonly process: MadeUpProcess;
  readonly tier: Tier;
  readonly run: LoadedFunction;
  readonly initMs: number;
  isCold: boolean;
}

export interface EnvironmentSettings {
  readonly time: VirtualTime;
  readonly plan: Plan;
  readonly load: (tier: Tier, process: MadeUpProcess) => LoadedFunction;
}

export function createEnvironments({ time, plan, load }: EnvironmentSettings) {
  const idle: Record<Tier, FunctionEnvironment[]> = { cascade: [], worker: [] };
  const all: FunctionEnvironment[] = [];
  return {
    all,
    enter(tier: Tier): FunctionEnvironment {
      const warm = idle[tier].pop();
      if (warm) return warm;
      const name = `${tier}-${all.length}`;
      const process = createProcess(time, plan.seed, name);
      const initMs = Math.round(createDraws(plan.seed, `init ${name}`).magnitude(10, 800));
      const environment = { process, tier, run: load(tier, process), initMs, isCold: true };
      all.push(environment);
      return environment;
    },
    leave(environment: FunctionEnvironment): void {
      environment.isCold = false;
      if (!environment.process.isDead()) idle[environment.tier].push(environment);
    },
  };
}

export interface RunSettings {
  readonly time: VirtualTime;
  readonly limitMs: number;
  readonly strike: (kind: FaultKind) => Draws | undefined;
  readonly sink: AnswerSink;
}

/** The end of an invocation. */
export interface Ending {
  readonly error?: FunctionEnd['error'];
  readonly durationMs: number;
  readonly usedMb: number;
}

/** Runs an invocation to its end. If it fails, its environment ends too. */
export function runInvocation(
  environment: FunctionEnvironment,
  { requestId, event }: Omit<Invocation, 'remainingMs'>,
  { time, limitMs, strike, sink }: RunSettings,
): Promise<Ending> {
  const { process, run } = environment;
  const startedAt = process.clock.now();
  const remainingMs = () => limitMs - (process.clock.now() - startedAt);
  const doom = drawDoom(strike);
  const stalls = strike('function-stalls');

  return new Promise((resolve) => {
    let callOff = () => {};
    let isOver = false;
    const end = (error?: FunctionEnd['error'], usedMb = 200) => {
      if (isOver) return;
      isOver = true;
      callOff();
      const durationMs = Math.min(limitMs, process.clock.now() - startedAt);
      resolve({ ...(error && { error }), durationMs, usedMb });
    };
    const die = (type: string, message: string, usedMb?: number) => {
      if (isOver) return;
      process.die();
      end({ type, message }, usedMb);
    };
    const watchLimit = () => {
      callOff();
      const message = `${requestId} Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
      callOff = time.after(remainingMs(), () => die('Sandbox.Timedout', message));
    };
    const perish = () => {
      if (doom?.kind === 'function-throws') return die('TypeError', 'it is not a function');
      const isMemory = doom?.kind === 'function-out-of-memory';
      die(
        'Runtime.ExitError',
        'Runtime exited with error: signal: killed',
        isMemory ? MEMORY_MB : 200,
      );
    };
    watchLimit();
    if (doom?.afterMs !== undefined) time.after(doom.afterMs, perish);

    let writes = 0;
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _, done) {
        if (process.isDead() || isOver) return;
        writes += 1;
        if (doom?.afterWrites === writes) return perish();
        if (stalls?.chance(0.2)) {
          process.clock.stall(stalls.magnitude(10, limitMs));
          watchLimit();
        }
        sink.write(String(chunk));
        done();
      },
    });
    run({ requestId, event, remainingMs }, stream).then(
      () => end(),
      (error) => die(error.name, String(error.message)),
    );
  });
}

interface Doom {
  readonly kind: FaultKind;
  readonly afterMs?: number;
  /** The sequence number of the write that is lost. */
  readonly afterWrites?: number;
}

function drawDoom(strike: (kind: FaultKind) => Draws | undefined): Doom | undefined {
  for (const kind of ['function-exits', 'function-out-of-memory', 'function-throws'] as const) {
    const draws = strike(kind);
    if (!draws) continue;
    if (draws.chance(0.5)) return { kind, afterWrites: draws.whole(1, 8) };
    return { kind, afterMs: draws.magnitude(1, 5_000) };
  }
  return undefined;
}
