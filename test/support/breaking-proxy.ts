// A proxy that breaks a connection: it passes everything on to a server, but cuts off the first event stream in
// the middle, as a network may.

import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface BreakingProxy {
  readonly port: number;
  /** The number of event streams that have begun. */
  readonly streams: number;
  /** Passes requests on again. After the break they wait for this. */
  mend(): void;
}

/** @param afterBytes the number of bytes of the first stream that are passed on. */
export async function startBreakingProxy(port: number, afterBytes: number): Promise<BreakingProxy> {
  const sockets = new Set<Socket>();
  let streams = 0;
  let passable = Promise.resolve();
  let mend = () => {};
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let passed: number | undefined;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.end());
    }
    near.on('data', (bytes) => void passable.then(() => far.write(bytes)));
    far.on('data', (bytes) => {
      if (passed === undefined && bytes.includes('content-type: text/event-stream')) {
        passed = 0;
        streams += 1;
      }
      if (passed === undefined || streams > 1) {
        near.write(bytes);
        return;
      }
      near.write(bytes.subarray(0, afterBytes - passed));
      passed += bytes.length;
      if (passed >= afterBytes) {
        passable = new Promise((resolve) => {
          mend = resolve;
        });
        far.destroy();
        near.destroySoon();
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get streams() {
      return streams;
    },
    mend: () => mend(),
  };
}
