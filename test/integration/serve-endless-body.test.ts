// Bodies that do not end, sent to addresses that want none: the connection ends with the answer, so that nothing
// more is read.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSocket, requestOf } from '../support/raw-http.ts';
import { startServing } from '../support/serving.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Much more than the system holds back for a connection, and less than the server reads in a moment. */
const MAX_BYTES = 400_000_000;

const CHUNK = Buffer.alloc(65_536);

/** Sends a body for as long as the server takes it; returns what it has answered and what was sent. */
async function flood(port: number, firstLine: string, headers: readonly string[]) {
  const socket = await openSocket(port);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(requestOf(firstLine, ['Host: localhost', ...headers]), 'latin1');
  let sentBytes = 0;
  while (!socket.destroyed && sentBytes < MAX_BYTES) {
    sentBytes += CHUNK.length;
    if (socket.write(CHUNK)) await new Promise(setImmediate);
    else await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
  }
  return { answer, sentBytes };
}

const LONG = 'Content-Length: 100000000000';

test.each([
  ['an address that does not exist', 'POST /nothing HTTP/1.1', [LONG], 404],
  ['a run, as text', 'POST /runs HTTP/1.1', ['Content-Type: text/plain', LONG], 415],
  ['another site', 'POST /runs HTTP/1.1', ['Origin: https://evil.example', LONG], 403],
  ['a list of runs', 'GET /runs HTTP/1.1', [LONG], 200],
  ['a page', 'GET / HTTP/1.1', ['Transfer-Encoding: chunked'], undefined],
])('%s', async (_, firstLine, headers, status) => {
  const dir = createTemporaryFolder();
  writeFileSync(join(dir, 'a.txt'), 'one two three');
  const serving = await startServing(['--dir', dir]);
  const { answer, sentBytes } = await flood(serving.port, firstLine, headers);
  expect(sentBytes).toBeLessThan(MAX_BYTES);
  // Breaking a connection off may overtake the answer.
  if (status !== undefined && answer !== '') expect(answer).toContain(`HTTP/1.1 ${status} `);
  expect(await serving.runs()).toEqual([]);
});
