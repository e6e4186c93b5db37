// Records of all calls and invocations, for tests to compare with.

/** A REPORT record that the service issued. */
export interface Report {
  readonly functionName: string;
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  /** Present on a cold start only. */
  readonly initMs?: number;
  readonly memoryMb: number;
  readonly memoryUsedMb: number;
  readonly status: 'success' | 'error' | 'timeout';
  /** Whether the caller received it: it asked for the log's tail, and the whole answer was sent. */
  delivered: boolean;
}

export interface InvocationRecord {
  readonly functionName: string;
  readonly requestId: string;
  readonly api: 'Invoke' | 'InvokeWithResponseStream';
  /** The sequence number of this invocation of the function, from 1. */
  readonly ordinal: number;
  readonly event: unknown;
  /** The kind of the fault that was injected. */
  fault?: string;
  /** `refused` means that the function did not run. */
  status: 'running' | 'refused' | 'success' | 'error' | 'timeout';
  /** The execution environment that ran it. */
  environmentId?: string;
  cold?: boolean;
  report?: Report;
}

/** A call of any API, and its answer. */
export interface CallRecord {
  /** For example `lambda:CreateFunction`. */
  readonly action: string;
  /** The request, without archives and the payload of an invocation. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The function with whose credentials it was signed; absent for those of anybody else. */
  readonly byFunction?: string;
  readonly status: number;
  readonly errorCode?: string;
}

export interface Records {
  readonly invocations: InvocationRecord[];
  readonly reports: Report[];
  readonly calls: CallRecord[];
  /** Wakes those who wait, because something has changed. */
  changed(): void;
  /** Resolves as soon as the condition holds. It is checked whenever something changes. */
  waitFor(condition: () => boolean): Promise<void>;
}

export function createRecords(): Records {
  const waiters = new Set<() => void>();
  return {
    invocations: [],
    reports: [],
    calls: [],
    changed() {
      for (const look of [...waiters]) look();
    },
    waitFor: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          waiters.delete(look);
          resolve();
        };
        waiters.add(look);
        look();
      }),
  };
}
