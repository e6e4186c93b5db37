// The target of a run: its source and its engine. Only these differ between a folder and a bucket.

import type { InvokeCascade, ObjectStore } from '../protocol/ports.ts';
import type { RunPorts, RunRequest } from '../run/run.ts';

export interface RunTarget {
  readonly request: Pick<
    RunRequest,
    | 'source'
    | 'sourceName'
    | 'selection'
    | 'engine'
    | 'prices'
    | 'budget'
    | 'functions'
    | 'cascades'
    | 'workers'
    | 'chooseWorkers'
    | 'inFlight'
    | 'reportEveryMs'
    | 'hedgePercent'
    | 'batches'
    | 'listLanes'
  >;
  readonly store: Pick<ObjectStore, 'list' | 'lookUp' | 'requests' | 'getRequests'>;
  readonly invokeCascade: InvokeCascade;
  /** The threads in use, where workers wait for one. */
  readonly runningWorkers?: RunPorts['runningWorkers'];
  /** Ends threads and connections. */
  close(): Promise<void>;
}
