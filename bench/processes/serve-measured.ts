// Runs in a warm process: it does its work for each path or address that it receives, and answers with
// the wall time and the CPU time of all its threads.

import type { Sample, TextCount } from '../measure.ts';

export function serveMeasured(
  work: (subject: string) => Promise<TextCount | undefined>,
  prepare: (subject: string) => void = () => {},
): void {
  process.on('message', async (subject: string) => {
    prepare(subject);
    const startedAt = performance.now();
    const usedBefore = process.cpuUsage();
    const count = await work(subject);
    const { user, system } = process.cpuUsage(usedBefore);
    const sample: Sample = {
      wallSeconds: (performance.now() - startedAt) / 1e3,
      cpuSeconds: (user + system) / 1e6,
      ...(count && { count: { lines: count.lines, words: count.words } }),
    };
    process.send?.(sample);
  });
}
