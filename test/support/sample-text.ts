// Text that looks like logs and prose, the same at every run.

/** Numbers in [0, 1) that look random and never change (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const METHODS = ['GET', 'GET', 'GET', 'POST', 'HEAD'];
const AGENTS = ['Mozilla/5.0 (X11; Linux x86_64)', 'curl/8.5.0', 'ELB-HealthChecker/2.0'];

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** An access log of at least `bytes` bytes, whole lines. */
export function createAccessLog(bytes: number, seed = 1): string {
  const random = createRandom(seed);
  const number = (limit: number) => Math.floor(random() * limit);
  const lines: string[] = [];
  for (let length = 0; length < bytes; ) {
    const line =
      `10.${number(4)}.${number(256)}.${number(256)} - - [22/Nov/2026:15:${number(60)}:${number(60)} +0000] ` +
      `"${pick(METHODS, random)} /items/${number(5000)}?page=${number(9)} HTTP/1.1" ` +
      `${random() < 0.95 ? 200 : 404} ${number(50_000)} "-" "${pick(AGENTS, random)}"\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}
