// A run of the program over many real objects: genuine clients, an S3 server, and both functions under AWS's
// runtime client. Its totals are compared with those of `wc`. It takes some minutes; the tests of
// `npm run test:integration` have installed what it needs.
//
//     npx tsx bench/real-objects.ts [--objects=100000]

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUCKET, startAws } from '../test/emulator/start-aws.ts';
import { createAccessLog } from '../test/fixtures/sample-text.ts';
import { CLI_PATH } from './cli-path.ts';
import { runShell } from './shell.ts';

const OBJECTS = Number(
  process.argv.find((arg) => arg.startsWith('--objects='))?.slice('--objects='.length) ?? '100000',
);
const LANES = 16;
const WORKERS = 4;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-bench-'));
  const aws = await startAws({ directly: true, concurrency: WORKERS + 4 });
  try {
    const stored = await putObjects(aws.endpoint, join(folder, 'texts'));
    tell(`${OBJECTS} objects, ${stored} bytes, put in ${(process.uptime()).toFixed(0)} s`);
    const expected = await countByWc(join(folder, 'texts'));
    tell(`wc: ${JSON.stringify(expected)}`);
    const variables = { ...aws.env, XDG_STATE_HOME: join(folder, 'state') };
    const { output, cpuSeconds, wallSeconds, peakMb } = await runShell(
      '"$@"',
      'env',
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      ...[process.execPath, CLI_PATH, 'run', `s3://${BUCKET}/`, '--json', '--concurrency'],
      String(WORKERS),
    );
    const { totals, objects, billing } = JSON.parse(output);
    tell(`wordcount: ${JSON.stringify(totals)} in ${JSON.stringify(objects)}`);
    tell(`${JSON.stringify(billing)}`);
    tell(
      `${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(2)} s of CPU in the program, ${peakMb.toFixed(0)} MB`,
    );
    const { sizeBytes, ...counted } = totals;
    if (sizeBytes !== stored || objects.counted !== OBJECTS) throw new Error('not all is counted');
    for (const [name, value] of Object.entries(expected)) {
      if (counted[name] !== value) throw new Error(`${name} differ from those of wc`);
    }
    tell('equal');
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true });
  }
}

/** Puts texts, every third gzipped, and writes them as files for `wc`. Resolves to their stored bytes. */
async function putObjects(endpoint: string, folder: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  let next = 0;
  let stored = 0;
  const lane = async () => {
    for (let n = next++; n < OBJECTS; n = next++) {
      const text = n % 100 === 0 ? '' : createAccessLog(100 + (n % 7) * 400, n);
      const key = `logs/${Math.floor(n / 1_000)}/${n} a+ü.log`;
      const path = join(folder, key);
      if (n % 1_000 === 0) mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      const body = n % 3 === 0 ? gzipSync(text) : Buffer.from(text);
      stored += body.length;
      await put(`${endpoint}/${BUCKET}/${key.split('/').map(encodeURIComponent).join('/')}`, body);
    }
  };

  /** Without the SDK, whose requests would take most of the time. */
  function put(url: string, body: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'text/plain', 'content-length': body.length };
      request(url, { method: 'PUT', agent, headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${answer.statusCode} to a PUT of ${url}`));
        answer.resume().once('end', resolve);
      })
        .once('error', reject)
        .end(body);
    });
  }

  await Promise.all(Array.from({ length: LANES }, lane));
  agent.destroy();
  return stored;
}

async function countByWc(folder: string): Promise<Readonly<Record<string, number>>> {
  const each = 'find "$1" -type f -print0 | LC_ALL=C xargs -0 -n 500 wc -lwc';
  const { output } = await runShell(
    `${each} | awk '$4 == "total" { l += $1; w += $2; b += $3 }
    END { printf "%d %d %d", l, w, b }'`,
    folder,
  );
  const [lines = 0, words = 0, bytes = 0] = output.split(' ').map(Number);
  return { bytes, lines, words };
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
