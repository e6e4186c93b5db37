// The inside of a warm process: does its work on each path or address it is sent, and answers with
// what that took of the clock and of all its threads' CPU time.

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
