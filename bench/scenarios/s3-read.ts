// Reads an object over HTTP with the SDK, with the worker's setting and with its default, and with
// Node's own client, all from the same server.

import { statSync } from 'node:fs';
import { compare } from '../measure.ts';
import { nextMessage, startProcess, startWarmProcess } from '../warm-process.ts';
import type { ScenarioResult, ScenarioSettings } from './scenario.ts';

/** The contenders by the argument of the reading process. */
const READERS = {
  WHEN_REQUIRED: "the SDK's GetObject, checksum when required (the worker's setting)",
  http: "Node's own http.get",
  WHEN_SUPPORTED: "the SDK's GetObject, checksum when supported (its default)",
} as const;

export async function measureS3Read(settings: ScenarioSettings): Promise<ScenarioResult[]> {
  const path = settings.data.plainFiles.logs;
  const bytes = statSync(path).size;
  const server = startProcess('s3-server', path);
  const port = await nextMessage(server);
  const readers = Object.entries(READERS).map(([way, name]) => {
    const { ask, stop } = startWarmProcess('read-object', way);
    return { name, stop, run: () => ask(`http://127.0.0.1:${port} ${bytes}`) };
  });
  try {
    const results = await compare(readers, settings.rounds);
    return [{ title: 'Reading an object over HTTP', results, bytes, goals: [] }];
  } finally {
    for (const { stop } of readers) stop();
    server.kill();
  }
}
