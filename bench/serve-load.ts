// How long /healthz takes while many watch one run and read nothing: as they come, all at once, and
// then while the run tells more than the system buffers for each of them. Each checkout that is named
// is measured in turn, so that two versions can be compared in one go; the default is this one.
//
//     npx tsx bench/serve-load.ts [--quick] [CHECKOUT ...]

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';

const IS_QUICK = process.argv.includes('--quick');
const VIEWERS = IS_QUICK ? 200 : 1_000;
/** About 400 bytes each. */
const EVENTS = 30_000;
const WATCHED_MS = IS_QUICK ? 5_000 : 30_000;
const PAUSE_MS = 10;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const processAt = (name: string) => fileURLToPath(new URL(`./processes/${name}`, import.meta.url));

interface Phase {
  readonly name: string;
  readonly ms: readonly number[];
}

async function main(): Promise<void> {
  const checkouts = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const table = new Table({
    head: ['checkout', 'viewers', 'requests', 'median, ms', '99 of 100, ms', 'longest, ms'],
    style: { head: [], border: [] },
  });
  for (const checkout of checkouts.length > 0 ? checkouts : [ROOT]) {
    for (const { name, ms } of await measure(resolve(checkout))) {
      const figures = [quantile(ms, 0.5), quantile(ms, 0.99), Math.max(...ms)];
      table.push([checkout, name, ms.length, ...figures.map((each) => each.toFixed(1))]);
    }
  }
  process.stdout.write(
    `GET /healthz beside ${VIEWERS} viewers who read nothing of ${EVENTS} events:\n${table}\n`,
  );
}

async function measure(checkout: string): Promise<Phase[]> {
  const server = fork(processAt('flooding-server.ts'), [checkout, String(EVENTS)]);
  let viewers: ChildProcess | undefined;
  try {
    const [port] = await once(server, 'message');
    const none = await askUntil(port, delay(2_000));
    viewers = fork(processAt('unread-viewers.ts'), [
      String(port),
      '/stream?no_agg=1',
      String(VIEWERS),
    ]);
    const coming = await askUntil(port, once(viewers, 'message'));
    server.send('flood');
    const flooded = await askUntil(port, delay(WATCHED_MS));
    return [
      { name: 'none', ms: none },
      { name: 'coming', ms: coming },
      { name: 'told all', ms: flooded },
    ];
  } finally {
    for (const child of [viewers, server]) child?.kill('SIGKILL');
    await once(server, 'exit');
  }
}

/** Milliseconds of each request, one after the other over connections of their own. */
async function askUntil(port: number, end: Promise<unknown>): Promise<number[]> {
  let hasEnded = false;
  void end.then(() => {
    hasEnded = true;
  });
  const samples: number[] = [];
  while (!hasEnded) {
    const startedAt = performance.now();
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false });
    const [answer] = await once(request, 'response');
    await once(answer.resume(), 'end');
    samples.push(performance.now() - startedAt);
    await delay(PAUSE_MS);
  }
  return samples;
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

await main();
