// The demo makes 27 MB of sample logs (100 MB when decoded), some of them odd, and counts them in each way.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createAccessLog } from '../test/fixtures/sample-text.ts';
import { CLI_PATH } from './cli-path.ts';

const ROOT = fileURLToPath(new URL('../demo-data', import.meta.url));

function makeData(): void {
  rmSync(ROOT, { recursive: true, force: true });
  const write = (name: string, content: string | Buffer) => {
    const path = `${ROOT}/${name}`;
    mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    writeFileSync(path, content);
  };
  for (let hour = 0; hour < 12; hour += 1) {
    const log = createAccessLog(7_500_000, hour);
    write(`access/2026-11-22T${String(hour).padStart(2, '0')}.log.gz`, gzipSync(log, { level: 1 }));
  }
  write('access/current.log', createAccessLog(10_000_000, 99));
  for (let i = 0; i < 400; i += 1) write(`small/${i % 20}/${i}.log`, createAccessLog(1_500, i));
  const whole = gzipSync(createAccessLog(500_000, 7));
  write('odd/truncated.log.gz', whole.subarray(0, whole.length / 2));
  write('odd/two-members.log.gz', Buffer.concat([whole, whole]));
  write('odd/not-really-gzip.gz', 'plain text under a wrong name\n');
  write('odd/empty.log', '');
}

function show(explanation: string, ...args: string[]): void {
  process.stdout.write(`\n# ${explanation}\n$ wordcount ${args.join(' ')}\n`);
  spawnSync(process.execPath, [CLI_PATH, ...args], { stdio: 'inherit' });
}

if (!existsSync(`${ROOT}/odd/empty.log`)) {
  process.stdout.write('Making sample logs in demo-data/ …\n');
  makeData();
}
show(
  'Count everything. One file is damaged on purpose, so the run is incomplete (exit code 1).',
  'run',
  '--dir',
  'demo-data',
);
show(
  'One JSON line for every key, here of the odd ones.',
  'run',
  '--dir',
  'demo-data',
  '--prefix',
  'odd/',
  '--no-agg',
  '--quiet',
);
show(
  'The whole result as one document, here of the sound compressed logs.',
  'run',
  '--dir',
  'demo-data',
  '--include',
  'access/*.gz',
  '--json',
  '--quiet',
);
