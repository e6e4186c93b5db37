// Faults on demand: rules that say which calls fail, and how.

import { AwsError } from './aws-error.ts';

/** A fault of an invocation. */
export type Fault =
  /** 429 TooManyRequestsException. The function does not run. */
  | { readonly kind: 'throttle'; readonly reason?: string; readonly retryAfterSeconds?: number }
  /** 500 ServiceException. The function does not run. */
  | { readonly kind: 'service-error' }
  /** An unhandled error, as if the handler had thrown at once. The function does not run. */
  | { readonly kind: 'function-error'; readonly errorType?: string; readonly message?: string }
  /** The function's process is killed after this many bytes of its answer (0: at its start). */
  | { readonly kind: 'crash'; readonly afterBytes: number }
  /** The function's process is killed after a piece of its answer with this text, which is passed on. */
  | { readonly kind: 'crash'; readonly afterText: string }
  /** The function's time is up after a piece of its answer with this text, which is passed on. */
  | { readonly kind: 'time-up'; readonly afterText: string }
  /**
   * The answer stops and the connection stays open. Without `afterBytes` the function does not run;
   * with it, the function runs to its end, but only this many bytes of its answer are passed on.
   */
  | { readonly kind: 'hang'; readonly afterBytes?: number }
  /** The connection is cut after this many PayloadChunk events, or bytes. The function runs on. */
  | { readonly kind: 'cut'; readonly afterChunks: number }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The answer has no LogResult. */
  | { readonly kind: 'no-report' }
  /** InvokeWithResponseStream is unknown, as in other emulators and some regions. */
  | {
      readonly kind: 'no-streaming';
      readonly as: 'unknown-operation' | 'not-found' | 'not-implemented';
    };

/** An invocation on arrival. */
interface Invocation {
  readonly functionName: string;
  readonly api: 'Invoke' | 'InvokeWithResponseStream';
  /** The sequence number of this invocation of the function, from 1. */
  readonly ordinal: number;
  /** The parsed payload. */
  readonly event: unknown;
}

/** Selects the invocations that have a fault. All given members must match. */
interface FaultRule {
  readonly fault: Fault;
  readonly functionName?: string;
  readonly api?: Invocation['api'];
  /** Sequence numbers of the function's invocations. */
  readonly nth?: number | readonly number[];
  readonly when?: (invocation: Invocation) => boolean;
  /** The maximum number of times; if absent, always. */
  readonly times?: number;
}

/** Selects API calls that are answered with an error. */
interface CallRule {
  /** For example `lambda:CreateFunction`, `iam:CreateRole`, `logs:PutRetentionPolicy`. */
  readonly action: string;
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  /** The sequence number of the call of this action from now on, from 1; if absent, each call. */
  readonly nth?: number;
  readonly times?: number;
}

export interface Faults {
  /** Adds a rule; the first rule that matches an invocation applies. Returns a function that removes it. */
  inject(rule: FaultRule): () => void;
  /** Adds a rule for an API call, which is checked before all else. */
  failCall(rule: CallRule): () => void;
  clear(): void;
}

export interface FaultBook extends Faults {
  faultFor(invocation: Invocation): Fault | undefined;
  /** @throws {AwsError} if a rule matches. */
  checkCall(action: string): void;
}

export function createFaults(): FaultBook {
  let rules: { rule: FaultRule; used: number }[] = [];
  let callRules: { rule: CallRule; seen: number; used: number }[] = [];

  return {
    inject(rule) {
      const entry = { rule, used: 0 };
      rules.push(entry);
      return () => {
        rules = rules.filter((other) => other !== entry);
      };
    },
    failCall(rule) {
      const entry = { rule, seen: 0, used: 0 };
      callRules.push(entry);
      return () => {
        callRules = callRules.filter((other) => other !== entry);
      };
    },
    clear() {
      rules = [];
      callRules = [];
    },
    faultFor(invocation) {
      const entry = rules.find(
        ({ rule, used }) => used < (rule.times ?? Infinity) && fits(rule, invocation),
      );
      if (entry === undefined) return undefined;
      entry.used += 1;
      return entry.rule.fault;
    },
    checkCall(action) {
      for (const entry of callRules) {
        const { rule } = entry;
        if (rule.action !== action) continue;
        entry.seen += 1;
        if (rule.nth !== undefined && rule.nth !== entry.seen) continue;
        if (entry.used >= (rule.times ?? Infinity)) continue;
        entry.used += 1;
        throw new AwsError(rule.status, rule.code, rule.message ?? rule.code);
      }
    },
  };
}

function fits(rule: FaultRule, invocation: Invocation): boolean {
  const { functionName, api, nth, when } = rule;
  if (functionName !== undefined && functionName !== invocation.functionName) return false;
  if (api !== undefined && api !== invocation.api) return false;
  if (nth !== undefined && ![nth].flat().includes(invocation.ordinal)) return false;
  return when?.(invocation) ?? true;
}
