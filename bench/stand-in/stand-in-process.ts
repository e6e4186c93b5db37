// The process that stands in for S3 and Lambda. It prints its address, and ends with its standard input.
//
//     npx tsx bench/stand-in/stand-in-process.ts --keys=1000000 [--shape=dates] [--delay-ms=50] [--worker-ms=0]
//
// GET /stand-in tells how many requests it has had.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY_SHAPES, type KeyShape } from './key-shapes.ts';
import { createMadeUpLambda, isInvocation } from './made-up-lambda.ts';
import { createMadeUpS3 } from './made-up-s3.ts';

function option(name: string, otherwise: string): string {
  const start = `--${name}=`;
  return process.argv.find((arg) => arg.startsWith(start))?.slice(start.length) ?? otherwise;
}

const shape = option('shape', 'dates') as KeyShape;
const keys = Number(option('keys', '1000000'));
const bucket = { keys, keyAt: KEY_SHAPES[shape](keys) };
const s3 = createMadeUpS3({ bucket, delayMs: Number(option('delay-ms', '0')) });
const lambda = createMadeUpLambda({ workerMs: Number(option('worker-ms', '0')) });

const server = createServer(async (request, response) => {
  // Through a proxy, a request names its host.
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/stand-in') {
    response.end(JSON.stringify({ ...s3.figures, ...lambda.figures }));
  } else if (isInvocation(url)) {
    await lambda.handle(url, request, response).catch((error) => response.destroy(error));
  } else {
    s3.handle(url, request, response);
  }
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
