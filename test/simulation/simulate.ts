// One simulation: the genuine run, over a Lambda and an S3 that are made up by its plan.

import { createHash } from 'node:crypto';
import { createCascadeInvoker } from '../../src/aws/lambda-invoker.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import { createLocalCascade } from '../../src/local/local-cascade.ts';
import type { InvokeCascade } from '../../src/protocol/ports.ts';
import type { ObjectRef } from '../../src/protocol/request.ts';
import { run } from '../../src/run/run.ts';
import { DEFAULT_RETRY } from '../../src/scatter/scatter.ts';
import { createDraws } from './draws.ts';
import { createFaults } from './faults.ts';
import { CASCADE_FUNCTION } from './functions.ts';
import type { InvocationRecord } from './invocations.ts';
import { createLocalWorkers } from './local-workers.ts';
import { type BucketObject, createBucket } from './made-up-bucket.ts';
import { createTransport } from './made-up-http.ts';
import { createLambda } from './made-up-lambda.ts';
import { createProcess } from './made-up-process.ts';
import { createS3 } from './made-up-s3.ts';
import type { Plan } from './plan.ts';
import { connectUnsigned } from './sdk-setting.ts';
import { inVirtualTime, type VirtualTime } from './virtual-time.ts';

/** All that a simulation came to. */
export interface Outcome {
  readonly plan: Plan;
  readonly bucket: ReadonlyMap<string, BucketObject>;
  readonly events: readonly TimedEvent[];
  /** What the run threw, if it did. */
  readonly error: unknown;
  /** How time came to stand still: `over` is as it should be. */
  readonly ending: 'over' | 'idle' | 'endless';
  readonly invocations: readonly InvocationRecord[];
  /** The keys that the bucket's listing gave, in their order. */
  readonly listed: readonly string[];
  /** Listing requests. */
  readonly lists: number;
  readonly gets: ReadonlyMap<string, number>;
  readonly struck: readonly string[];
  /** What nobody handled. */
  readonly unhandled: readonly unknown[];
  /** Who still sleeps of the run when it is over. */
  readonly sleepers: number;
  readonly elapsedMs: number;
  readonly wasInterrupted: boolean;
  /** Whether the reader of the events left before their end. */
  readonly wasLeft: boolean;
  /** Of all that happened, in its order. */
  readonly hash: string;
}

export interface TimedEvent {
  readonly event: RunEvent;
  readonly atMs: number;
}

export interface SimulationOptions {
  /** The only faults that may strike. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Told of each thing that happens. */
  readonly trace?: (line: string) => void;
}

const AT_ONCE_BYTES = 6_000;

/** Far more than any run takes. */
const BOUNDS = { maxMs: 24 * 3_600_000, maxTurns: 4_000_000 };

export async function simulate(plan: Plan, options: SimulationOptions = {}): Promise<Outcome> {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  const random = createDraws(plan.seed, 'sdk').next;
  try {
    return await inVirtualTime(random, (time) => simulateIn(time, plan, options, unhandled));
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

async function simulateIn(
  time: VirtualTime,
  plan: Plan,
  { only, trace }: SimulationOptions,
  unhandled: readonly unknown[],
): Promise<Outcome> {
  const hash = createHash('sha256');
  const note = (text: string) => {
    const line = `${time.now().toFixed(3)} ${text}`;
    hash.update(line);
    trace?.(line);
  };
  const faults = createFaults({
    seed: plan.seed,
    rates: plan.rates,
    only,
    nowMs: time.now,
    untilMs: plan.faultsUntilMs,
    onStrike: (fault) => note(`fault ${fault}`),
  });
  const bucket = createBucket(plan, faults);
  const s3 = createS3({ time, plan, faults, bucket, note });
  const lambda = createLambda({ time, plan, faults, s3: s3.serve, note });
  const runner = createProcess(time, plan.seed, 'run');
  const { clock, random } = runner;
  const source = { kind: 's3', bucket: 'simulated' } as const;
  const requestHandler = createTransport(runner, s3.serve);
  const connection = connectUnsigned({ requestHandler, clock, random });
  const isAws = async () => plan.isAws;
  const store = createS3Store(source, { ...connection, isAws }, plan.lanes);
  const listed: string[] = [];
  async function* list(...asked: Parameters<typeof store.list>) {
    for await (const page of store.list(...asked)) {
      listed.push(...page.map(({ key }) => key));
      yield page;
    }
  }

  const invokeCascade: InvokeCascade =
    plan.engine === 'lambda'
      ? createCascadeInvoker({
          functionName: CASCADE_FUNCTION,
          concurrency: plan.cascades,
          mode: plan.invoke,
          clock,
          requestHandler: createTransport(runner, lambda.serve),
        }).invoke
      : createLocalCascade({
          invokeWorker: createLocalWorkers(
            plan.readsAtOnce ? { ...store, readAtOnce: (ref) => readAtOnce(bucket, ref) } : store,
            clock,
            faults,
          ),
          clock,
          random,
          retry: DEFAULT_RETRY,
        });

  const interruption = new AbortController();
  if (plan.interruptAtMs !== undefined) time.after(plan.interruptAtMs, () => interruption.abort());

  const events: TimedEvent[] = [];
  let error: unknown;
  let isOver = false;
  const { maxTaskSlices, cascades, workers, inFlight, reportEveryMs, batches, sliceBytes } = plan;
  const running = (async () => {
    const ports = { store: { ...store, list }, invokeCascade, clock, random, retry: DEFAULT_RETRY };
    const request = {
      source,
      sourceName: { bucket: 'simulated', prefix: '' },
      engine: plan.engine,
      words: plan.words,
      selection: { prefixes: [''], keys: [] },
      matches: () => true,
      perObject: plan.perObject,
      ...{ cascades, workers, maxTaskSlices, inFlight, reportEveryMs, batches },
      ...(sliceBytes !== undefined && { sliceBytes }),
      ...(plan.as && { as: plan.as }),
    };
    for await (const event of run(request, { ...ports, signal: interruption.signal })) {
      note(`event ${JSON.stringify(event)}`);
      events.push({ event, atMs: time.now() });
      if (events.length >= plan.leavesAfterEvents) break;
      if (plan.readerMs > 0) await time.wait(random() * plan.readerMs);
    }
  })()
    .catch((cause) => {
      error = cause;
    })
    .finally(() => {
      isOver = true;
    });
  const ending = await time.passUntil(() => isOver, BOUNDS);
  if (ending === 'over') await running;
  const sleepers = clock.sleepers();
  runner.die();
  for (const process of lambda.processes()) process.die();
  return {
    plan,
    bucket,
    events,
    error,
    ending,
    invocations: lambda.invocations,
    listed,
    lists: s3.lists(),
    gets: s3.gets,
    struck: faults.struck,
    unhandled,
    sleepers,
    elapsedMs: time.now(),
    wasInterrupted: interruption.signal.aborted,
    wasLeft: events.length >= plan.leavesAfterEvents,
    hash: hash.digest('hex'),
  };
}

/** All bytes of a small object, as a file gives them without waiting. */
function readAtOnce(bucket: ReadonlyMap<string, BucketObject>, { key }: ObjectRef) {
  const object = bucket.get(key);
  const isEasy = object && !object.isDenied && object.sample.encoded.length <= AT_ONCE_BYTES;
  return isEasy ? object.sample.encoded : undefined;
}
