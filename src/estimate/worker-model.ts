// How long a worker on Lambda takes for its work: the model behind estimates and the choice of how many workers run.

import { VCPU_MB, workerThreads } from '../protocol/worker-threads.ts';

/** Something to read and count. */
export interface Work {
  /** Objects, or slices of objects: each takes a request. */
  readonly objects: number;
  /** Stored bytes. */
  readonly sizeBytes: number;
  /** The counting cost, as `costOf` has it. */
  readonly cost: number;
}

/** The speed of one worker's environment, and of its vCPU. Times are in milliseconds. */
export interface WorkerModel {
  /** The time of an invocation besides its work. It is billed. */
  readonly invocationMs: number;
  /** How long a new environment takes to begin. It is billed. */
  readonly coldStartMs: number;
  /** From a request to S3 to the first byte of its answer. */
  readonly requestMs: number;
  /** Small objects that a worker reads at a time. */
  readonly inFlight: number;
  /** The bytes of larger ones, of which each counts as at most `longReadBytes`. */
  readonly inFlightBytes: number;
  readonly longReadBytes: number;
  /** The bytes that a fresh or rested environment receives at its full speed. */
  readonly burstBytes: number;
  readonly burstBytesPerMs: number;
  /** The network's speed after the burst. */
  readonly steadyBytesPerMs: number;
  /** The CPU time of a request to S3 and its answer, without the bytes of the object. */
  readonly openingMs: number;
  /** Stored bytes that the CPU receives in a millisecond and, as plain text, counts. */
  readonly receivedBytesPerMs: number;
  /** Counting cost beyond that of plain text that the CPU does in a millisecond. */
  readonly costPerMs: number;
}

/** The memory that `deploy` gives the functions unless it is asked for something else. */
export const USUAL_MEMORY_MB = { cascade: VCPU_MB, worker: VCPU_MB } as const;

/** As a worker's read budget has it (src/tiers/worker/read-budget.ts). */
const LONG_READ_BYTES = 4 * 2 ** 20;

/**
 * A worker with one vCPU. Sources:
 *
 * - The network: a burst of 300 MB at 1.2 GB/s, and then 80 MB/s (https://arxiv.org/abs/2501.07771, measured
 *   with 7,076 MB; not confirmed with 1,769 MB).
 * - S3 names 100 to 200 ms to the first byte
 *   (https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html); within a region half
 *   of the lower number is common.
 * - A byte of plain text takes 0.95 ns: 0.75 to receive it over TLS, 0.2 to count it; a request takes 1 ms (measured
 *   on x86-64).
 * - The counting costs of formats were measured in units of 2.9 ns: the time in which the SDK's own connections
 *   receive a byte.
 * - A cold start of Node with an archive of 200 KB or less: 150 to 300 ms, which are billed
 *   (https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/).
 */
export const LAMBDA_WORKER: WorkerModel = {
  invocationMs: 10,
  coldStartMs: 250,
  requestMs: 50,
  inFlight: 40,
  inFlightBytes: 12 * LONG_READ_BYTES,
  longReadBytes: LONG_READ_BYTES,
  burstBytes: 300e6,
  burstBytesPerMs: 1_200_000,
  steadyBytesPerMs: 80_000,
  openingMs: 1,
  receivedBytesPerMs: 1_050_000,
  costPerMs: 345_000,
};

/**
 * The CPU time in which a cascade invokes a worker, on one vCPU: as much as any request of the SDK (1 ms), and a new
 * connection over TLS (0.1 to 0.4 ms, measured on x86-64).
 */
const LAUNCH_CPU_MS = 1.5;

/** How long a cascade of so much memory takes for that. It invokes one worker after the other. */
export function launchMs(memoryMb: number): number {
  return LAUNCH_CPU_MS / Math.min(1, memoryMb / VCPU_MB);
}

/** The same worker with another memory: a thread for each whole vCPU, or with less memory a part of one. */
export function withMemory(model: WorkerModel, memoryMb: number): WorkerModel {
  const vcpus = Math.min(workerThreads(memoryMb), memoryMb / VCPU_MB);
  return {
    ...model,
    inFlight: model.inFlight * workerThreads(memoryMb),
    inFlightBytes: model.inFlightBytes * workerThreads(memoryMb),
    openingMs: model.openingMs / vcpus,
    receivedBytesPerMs: model.receivedBytesPerMs * vcpus,
    costPerMs: model.costPerMs * vcpus,
  };
}

/** How long the network takes for the next `bytes` of an environment that has already read others. */
export function readMs(bytes: number, alreadyReadBytes: number, model: WorkerModel): number {
  const { burstBytes, burstBytesPerMs, steadyBytesPerMs } = model;
  const fast = Math.min(bytes, Math.max(0, burstBytes - alreadyReadBytes));
  return fast / burstBytesPerMs + (bytes - fast) / steadyBytesPerMs;
}

/**
 * How long a worker takes for its work, without the invocation and the cold start: the longest of the network, the
 * CPU and the waiting for answers, which go on at the same time, after the first answer.
 */
export function workerMs(work: Work, model: WorkerModel, alreadyReadBytes = 0): number {
  const { objects, sizeBytes } = work;
  if (objects === 0) return 0;
  const waitingMs = (objects * model.requestMs) / readsInFlight(work, model);
  const networkMs = readMs(sizeBytes, alreadyReadBytes, model);
  return model.requestMs + Math.max(networkMs, cpuMs(work, model), waitingMs);
}

/** Objects that a worker reads at a time, if they are all of the same size. */
export function readsInFlight(
  { objects, sizeBytes }: Pick<Work, 'objects' | 'sizeBytes'>,
  { inFlight, inFlightBytes, longReadBytes }: WorkerModel,
): number {
  return Math.min(inFlight, inFlightBytes / Math.min(sizeBytes / objects, longReadBytes));
}

/** The CPU time of a worker for its work. */
export function cpuMs({ objects, sizeBytes, cost }: Work, model: WorkerModel): number {
  const { receivedBytesPerMs, costPerMs, openingMs } = model;
  const decodingMs = Math.max(0, cost - sizeBytes) / costPerMs;
  return sizeBytes / receivedBytesPerMs + decodingMs + objects * openingMs;
}
