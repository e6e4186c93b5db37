// A proxy that serves a server below a path, as one in front of many tools does.

import { createServer, request } from 'node:http';
import { onTestFinished } from 'vitest';

export interface PathProxy {
  readonly port: number;
  /** The paths of all requests, also of those that do not begin with its own. */
  readonly paths: readonly string[];
}

/** @param below the path, with a slash at both ends. */
export async function startPathProxy(port: number, below: string): Promise<PathProxy> {
  const paths: string[] = [];
  const server = createServer((near, answer) => {
    const path = near.url ?? '';
    paths.push(path);
    if (!path.startsWith(below)) {
      answer.writeHead(404).end();
      return;
    }
    const { method, headers } = near;
    const far = request(
      { host: '127.0.0.1', port, path: path.slice(below.length - 1), method, headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    far.on('error', () => answer.destroy());
    answer.on('close', () => far.destroy());
    near.pipe(far);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, paths };
}
