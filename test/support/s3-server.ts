// Starts an S3 server for tests: fauxqs, in a process on Node 24, on a port of this machine.
// https://github.com/kibertoad/fauxqs

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { node24Binary, node24File } from './node24.ts';

export interface S3Server {
  /** The host is an IP address, so that the SDK uses path-style requests. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

// fauxqs itself binds all addresses of the machine; this binds 127.0.0.1 only. It ends with the
// tests, however they end, because its standard input closes.
const PROGRAM = `
  const { buildApp } = await import(process.argv[1]);
  const app = buildApp({ logger: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  console.log(app.server.address().port);
  process.stdin.on('end', () => process.exit()).resume();
`;

export async function startS3Server(): Promise<S3Server> {
  const app = pathToFileURL(node24File('fauxqs/dist/app.js')).href;
  const child = spawn(
    node24Binary(),
    ['--no-warnings', '--input-type=module', '--eval', PROGRAM, app],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const closed = once(child, 'close');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const port = await Promise.race([
    once(child.stdout, 'data').then(([text]) => String(text).trim()),
    closed.then(() => undefined),
  ]);
  if (port === undefined) throw new Error(`The S3 server did not start:\n${complaints}`);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
