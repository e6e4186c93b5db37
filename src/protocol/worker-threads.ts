// How many threads a worker on Lambda counts on.

/** Memory that comes with one vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const VCPU_MB = 1_769;

/** One for each whole vCPU: 5 with the 10,240 MB that a function may have. */
export function workerThreads(memoryMb: number): number {
  return Math.max(1, Math.floor(memoryMb / VCPU_MB));
}
