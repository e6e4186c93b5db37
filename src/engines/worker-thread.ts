// The module that each worker thread of the local engine runs.

import type { S3Connection } from '../aws/s3-client.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import { serveThread } from '../local/serve-thread.ts';
import type { Source } from '../protocol/request.ts';

/** Clients are kept with their connections, for the next task; a run has one bucket. */
let connection: S3Connection | undefined;

async function openStore(source: Source) {
  if (source.kind === 'directory') return createDirectoryStore(source.path);
  // Loaded when it is needed: it takes longer than all the rest together.
  const { connectToS3 } = await import('../aws/s3-client.ts');
  const { createS3Store } = await import('../aws/s3-store.ts');
  connection ??= connectToS3({ region: source.region });
  return createS3Store(source, connection);
}

serveThread(openStore);
