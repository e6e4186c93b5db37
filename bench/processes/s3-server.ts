// A server process that answers GetObject with one file from memory, over HTTP and over TLS, and with the
// checksum that S3 has for every whole object, which the SDK may verify.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { encodeCrc64 } from '../crc64-nvme.ts';

const [path = '', key = '', certificate = ''] = process.argv.slice(2);
const body = readFileSync(path);
const checksums = {
  'x-amz-checksum-crc64nvme': encodeCrc64(body),
  'x-amz-checksum-type': 'FULL_OBJECT',
};

function answer({ headers: { range } }: IncomingMessage, response: ServerResponse): void {
  const [, first = '0', last = String(body.length - 1)] =
    /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const bytes = body.subarray(Number(first), Number(last) + 1);
  response.writeHead(range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    etag: '"0"',
    ...(range === undefined
      ? checksums
      : { 'content-range': `bytes ${first}-${last}/${body.length}` }),
  });
  response.end(bytes);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const http = await listen(createServer(answer));
const files = { key: readFileSync(key), cert: readFileSync(certificate) };
const https = await listen(createTlsServer(files, answer));
process.send?.({ http, https });
