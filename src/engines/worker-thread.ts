// The module that each worker thread of the local engine runs.

import type { S3Connection } from '../aws/s3-client.ts';
import { createDirectoryStore } from '../local/directory-store.ts';
import { serveThread } from '../local/serve-thread.ts';
import type { Source } from '../protocol/request.ts';

/** The connection is kept for the next task. A run has one bucket. */
let connection: S3Connection | undefined;

async function openStore(source: Source) {
  if (source.kind === 'directory') return createDirectoryStore(source.path);
  // Loaded only when needed, because it takes longer than everything else together.
  const { connectToS3 } = await import('../aws/s3-client.ts');
  const { createS3Reader } = await import('../aws/s3-reader.ts');
  const { region, unsigned, addressing } = source;
  const { agentsOf } = await import('../aws/network-agents.ts');
  connection ??= connectToS3({ region, unsigned, addressing, agents: agentsOf(process.env) });
  return createS3Reader(source, connection);
}

serveThread(openStore);
