// The states in which the pages can be, each as a made-up run and the moment up to which it is played.

import { interruptAt, makeUpRun } from './made-up-run.ts';
import type { MadeUpRun, Outcome } from './made-up-work.ts';
import type { MadeUpServingOptions } from './serve-made-up.ts';

export interface MadeUpState extends MadeUpServingOptions {
  readonly prefix: string;
  /** Absent where no run is started. */
  readonly playToMs?: number;
  /** The tone of its sentence. */
  readonly tone: string;
}

export const ON_LAMBDA: MadeUpRun = {
  source: { bucket: 'logs', prefix: '2026/11/' },
  engine: 'lambda',
  keys: 2_122,
  workers: 100,
  countingMs: 11_000,
};

export const ON_THIS_MACHINE: MadeUpRun = {
  source: { dir: '/srv/archive', prefix: 'logs/' },
  engine: 'local',
  keys: 413,
  workers: 8,
  countingMs: 6_000,
};

const SOME_FAIL: readonly Outcome[] = [
  { status: 'partial', reason: 'truncated', keys: 2 },
  { status: 'failed', reason: 'access-denied', keys: 1 },
];

const lambda = {
  config: { source: { bucket: 'logs' }, engine: 'lambda' as const },
  prefix: '2026/11/',
};
const local = {
  config: { source: { dir: '/srv/archive' }, engine: 'local' as const },
  prefix: 'logs/',
};
const TO_THE_END = Number.MAX_SAFE_INTEGER;

const started = {
  type: 'run-started',
  schema: 1,
  source: ON_LAMBDA.source,
  engine: 'lambda',
  words: 'wc',
} as const;

export const STATES = {
  idle: { ...lambda, events: [], tone: 'idle' },
  listing: { ...lambda, events: makeUpRun(ON_LAMBDA), playToMs: 420, tone: 'running' },
  counting: {
    ...lambda,
    events: makeUpRun({ ...ON_LAMBDA, outcomes: SOME_FAIL, throttled: true }),
    playToMs: 6_600,
    tone: 'running',
  },
  'counting here': {
    ...local,
    events: makeUpRun(ON_THIS_MACHINE),
    playToMs: 3_300,
    tone: 'running',
  },
  complete: { ...lambda, events: makeUpRun(ON_LAMBDA), playToMs: TO_THE_END, tone: 'complete' },
  'complete here': {
    ...local,
    events: makeUpRun(ON_THIS_MACHINE),
    playToMs: TO_THE_END,
    tone: 'complete',
  },
  incomplete: {
    ...lambda,
    events: makeUpRun({
      ...ON_LAMBDA,
      outcomes: [
        ...SOME_FAIL,
        { status: 'failed', reason: 'read-failed', keys: 30 },
        { status: 'skipped', reason: 'archived', keys: 200 },
      ],
      throttled: true,
    }),
    playToMs: TO_THE_END,
    tone: 'incomplete',
  },
  uncounted: {
    ...lambda,
    events: makeUpRun({
      ...ON_LAMBDA,
      keys: 40,
      outcomes: [{ status: 'failed', reason: 'access-denied', keys: 40 }],
    }),
    playToMs: TO_THE_END,
    tone: 'uncounted',
  },
  interrupted: {
    ...lambda,
    events: interruptAt(makeUpRun({ ...ON_LAMBDA, outcomes: SOME_FAIL }), 4_300),
    playToMs: TO_THE_END,
    tone: 'interrupted',
  },
  failed: {
    ...lambda,
    events: [],
    failure: 'There is no function named wordcount-cascade in us-east-1. Run "wordcount deploy".',
    playToMs: TO_THE_END,
    tone: 'failed',
  },
  nothing: {
    ...lambda,
    events: [
      { atMs: 5, event: started },
      { atMs: 90, event: { type: 'listed', objects: 0, sizeBytes: 0, complete: true } },
      { atMs: 120, event: { type: 'run-ended', status: 'incomplete', elapsedMs: 120 } },
    ],
    playToMs: TO_THE_END,
    tone: 'nothing',
  },
} as const satisfies Record<string, MadeUpState>;

export type StateName = keyof typeof STATES;
