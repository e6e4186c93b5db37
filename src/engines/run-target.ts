// What a run counts and with what: the one thing that differs between a folder and a bucket.

import type { InvokeCascade, ObjectStore } from '../protocol/ports.ts';
import type { RunRequest } from '../run/run.ts';

export interface RunTarget {
  readonly request: Pick<
    RunRequest,
    | 'source'
    | 'sourceName'
    | 'engine'
    | 'prices'
    | 'cascades'
    | 'workers'
    | 'inFlight'
    | 'reportEveryMs'
    | 'batches'
  >;
  readonly store: Pick<ObjectStore, 'list' | 'requests'>;
  readonly invokeCascade: InvokeCascade;
  /** Ends whatever it has started. */
  close(): Promise<void>;
}
