// The module that each worker thread of the local engine runs.

import { createDirectoryStore } from '../local/directory-store.ts';
import { serveThread } from '../local/serve-thread.ts';
import type { Source } from '../protocol/request.ts';

function openStore(source: Source) {
  if (source.kind === 'directory') return createDirectoryStore(source.path);
  throw new Error(`no store for a source of kind ${source.kind}`);
}

serveThread(openStore);
