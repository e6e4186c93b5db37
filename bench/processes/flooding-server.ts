// The server of a checkout, over a run that waits for a message and then tells of many objects, faster
// than anyone reads. The functions of another version must be called as those of this one are.

import { once } from 'node:events';
import type * as ClockModule from '../../src/scatter/clock.ts';
import type * as RegistryModule from '../../src/serve/run-registry.ts';
import type * as ServerModule from '../../src/serve/server.ts';

const [checkout, events] = process.argv.slice(2);
const { systemClock }: typeof ClockModule = await import(`${checkout}/src/scatter/clock.ts`);
const { createRunRegistry }: typeof RegistryModule = await import(
  `${checkout}/src/serve/run-registry.ts`
);
const { startServer }: typeof ServerModule = await import(`${checkout}/src/serve/server.ts`);

const KEY = 'x'.repeat(200);
const COUNTED = { status: 'counted', sizeBytes: 10, bytes: 10, lines: 1, words: 2 } as const;
const EVENTS_PER_TURN = 20;
const MINUTE_MS = 60_000;

const onError = (error: unknown) => {
  throw error;
};
const runs = createRunRegistry({
  async *begin() {
    await once(process, 'message');
    for (let n = 0; n < Number(events); n += 1) {
      yield { type: 'object', key: `${n}/${KEY}`, ms: 1, ...COUNTED };
      if (n % EVENTS_PER_TURN === 0) await new Promise(setImmediate);
    }
    yield { type: 'run-ended', status: 'complete', elapsedMs: 1 };
  },
  clock: systemClock,
  today: () => new Date(0),
  maxRuns: 1,
  graceMs: MINUTE_MS,
  heartbeatMs: MINUTE_MS / 4,
  onChange: () => undefined,
  onError,
});
const { port } = await startServer({
  host: '127.0.0.1',
  port: 0,
  otherNames: [],
  token: undefined,
  pages: new Map(),
  config: {
    version: '0',
    source: { dir: '.' },
    engine: 'local',
    words: 'wc',
    prefix: '',
    maxRuns: 1,
    graceMs: MINUTE_MS,
  },
  runs,
  reports: () => '',
  onError,
});
process.send?.(port);
