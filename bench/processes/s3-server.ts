// A server process that answers GetObject with one file from memory, and with the
// checksum that S3 has for every object, which the SDK may verify.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeCrc64 } from '../crc64-nvme.ts';

const [path = ''] = process.argv.slice(2);
const body = readFileSync(path);
const headers = {
  'content-type': 'application/octet-stream',
  'content-length': body.length,
  etag: '"0"',
  'x-amz-checksum-crc64nvme': encodeCrc64(body),
  'x-amz-checksum-type': 'FULL_OBJECT',
};

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
