// Faults on demand: which calls go wrong, and how.

import { AwsError } from './aws-error.ts';

/** What can befall an invocation. */
export type Fault =
  /** 429 TooManyRequestsException; the function is not run. */
  | { readonly kind: 'throttle'; readonly reason?: string; readonly retryAfterSeconds?: number }
  /** 500 ServiceException; the function is not run. */
  | { readonly kind: 'service-error' }
  /** An unhandled error, as if the handler had thrown at once; the function is not run. */
  | { readonly kind: 'function-error'; readonly errorType?: string; readonly message?: string }
  /** The function's process is killed once it has answered this many bytes (0: at its start). */
  | { readonly kind: 'crash'; readonly afterBytes: number }
  /** The same once a piece of its answer holds this text, which is passed on. */
  | { readonly kind: 'crash'; readonly afterText: string }
  /**
   * Nothing comes any more, and the connection stays. Without `afterBytes` the function is not run;
   * with it, it runs to its end, but only this many bytes of its answer are passed on.
   */
  | { readonly kind: 'hang'; readonly afterBytes?: number }
  /** The connection is cut after so many PayloadChunk events, or bytes; the function runs on. */
  | { readonly kind: 'cut'; readonly afterChunks: number }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The answer has no LogResult. */
  | { readonly kind: 'no-report' }
  /** InvokeWithResponseStream is not known here, as emulators and some regions say it. */
  | {
      readonly kind: 'no-streaming';
      readonly as: 'unknown-operation' | 'not-found' | 'not-implemented';
    };

/** An invocation as it arrives. */
interface Invocation {
  readonly functionName: string;
  readonly api: 'Invoke' | 'InvokeWithResponseStream';
  /** The how manieth invocation of this function it is, from 1. */
  readonly ordinal: number;
  /** Its payload, parsed. */
  readonly event: unknown;
}

/** Which invocations a fault befalls: all that everything given here agrees with. */
interface FaultRule {
  readonly fault: Fault;
  readonly functionName?: string;
  readonly api?: Invocation['api'];
  /** Ordinals of the function's invocations. */
  readonly nth?: number | readonly number[];
  readonly when?: (invocation: Invocation) => boolean;
  /** How often at the most; without it, always. */
  readonly times?: number;
}

/** Which API calls are answered with an error instead. */
interface CallRule {
  /** For example `lambda:CreateFunction`, `iam:CreateRole`, `logs:PutRetentionPolicy`. */
  readonly action: string;
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  /** The how manieth call of this action from now on, from 1; without it, each. */
  readonly nth?: number;
  readonly times?: number;
}

export interface Faults {
  /** Adds a rule; the first one that fits an invocation is applied. Undo with what is returned. */
  inject(rule: FaultRule): () => void;
  /** Adds a rule for an API call, checked before anything else of the call. */
  failCall(rule: CallRule): () => void;
  clear(): void;
}

export interface FaultBook extends Faults {
  faultFor(invocation: Invocation): Fault | undefined;
  /** @throws {AwsError} when a rule says so. */
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
