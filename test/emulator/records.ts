// What the service remembers of what it was asked and did, for tests to compare with.

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
  /** Whether the caller was sent it: it asked for the log's tail, and the answer went out whole. */
  delivered: boolean;
}

export interface InvocationRecord {
  readonly functionName: string;
  readonly requestId: string;
  readonly api: 'Invoke' | 'InvokeWithResponseStream';
  /** The how manieth invocation of the function it is, from 1. */
  readonly ordinal: number;
  readonly event: unknown;
  /** The kind of the fault that befell it. */
  fault?: string;
  /** `refused`: the function was not run. */
  status: 'running' | 'refused' | 'success' | 'error' | 'timeout';
  /** Which execution environment ran it. */
  environmentId?: string;
  cold?: boolean;
  report?: Report;
}

/** A call of any API, as it was answered. */
export interface CallRecord {
  /** For example `lambda:CreateFunction`. */
  readonly action: string;
  /** What was asked, but for archives and for the payload of an invocation. */
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
  /** Tells those who wait that something has changed. */
  changed(): void;
  /** Resolves as soon as the condition holds; it is looked at whenever something changes. */
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
