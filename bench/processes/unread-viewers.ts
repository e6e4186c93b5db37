// Viewers that ask for a stream and read nothing but its beginning, in a process of their own. They
// come all at once; says when each of them has been answered.

import { once } from 'node:events';
import { connect } from 'node:net';

const [port, path, viewers] = process.argv.slice(2);

await Promise.all(
  Array.from({ length: Number(viewers) }, async () => {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    await once(socket, 'readable');
    // The server may let it go.
    socket.pause().on('error', () => undefined);
  }),
);
process.send?.('answered');
// Sockets that are not read do not keep a process.
setInterval(() => undefined, 60_000);
