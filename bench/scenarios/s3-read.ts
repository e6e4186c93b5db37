// Reads an object over HTTP and over TLS as a worker does, and in other ways, all from the same server.

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { compare } from '../measure.ts';
import { DATA_FOLDER } from '../sample-data.ts';
import { nextMessage, startProcess, startWarmProcess } from '../warm-process.ts';
import { type Goal, ratio, type ScenarioResult, type ScenarioSettings } from './scenario.ts';

/** The contenders by the argument of the reading process. */
const READERS = {
  worker: 'as a worker reads',
  'worker-sdk-connections': "the same over the SDK's own connections",
  sdk: "the SDK's GetObject with its defaults",
  node: "Node's own get",
  socket: 'a socket alone, into one buffer',
} as const;

const KEY = `${DATA_FOLDER}/server.key`;
const CERTIFICATE = `${DATA_FOLDER}/server.pem`;

export async function measureS3Read(settings: ScenarioSettings): Promise<ScenarioResult[]> {
  const path = settings.data.plainFiles.logs;
  makeCertificate();
  // The reading processes inherit it.
  process.env.NODE_EXTRA_CA_CERTS = CERTIFICATE;
  const server = startProcess('s3-server', path, KEY, CERTIFICATE);
  const ports = (await nextMessage(server)) as { readonly http: number; readonly https: number };
  try {
    const origins = [`http://localhost:${ports.http}`, `https://localhost:${ports.https}`];
    const scenarios: ScenarioResult[] = [];
    for (const origin of origins) scenarios.push(await readFrom(origin, path, settings.rounds));
    return scenarios;
  } finally {
    server.kill();
  }
}

async function readFrom(origin: string, path: string, rounds: number): Promise<ScenarioResult> {
  const bytes = statSync(path).size;
  const readers = Object.entries(READERS).map(([way, name]) => {
    const { ask, stop } = startWarmProcess('read-object', way);
    return { name, stop, run: () => ask(`${origin} ${bytes}`) };
  });
  try {
    const results = await compare(readers, rounds);
    const isTls = origin.startsWith('https');
    const goal: Goal = {
      says: "reading over TLS: CPU of the worker to the same over the SDK's own connections",
      value: ratio(results, READERS.worker, READERS['worker-sdk-connections'], 'cpuSeconds'),
      limit: 0.5,
    };
    const title = `Reading an object over ${isTls ? 'TLS' : 'HTTP'}`;
    return { title, results, bytes, goals: isTls ? [goal] : [] };
  } finally {
    for (const { stop } of readers) stop();
  }
}

function makeCertificate(): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', KEY, '-out', CERTIFICATE];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const args = ['req', '-x509', ...curve, '-days', '2', ...subject, ...files];
  execFileSync('openssl', args, { stdio: 'ignore' });
}
