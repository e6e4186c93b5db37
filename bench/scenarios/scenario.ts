// The input and the result of a scenario of the benchmark.

import type { Result } from '../measure.ts';
import type { SampleData } from '../sample-data.ts';

export interface ScenarioSettings {
  readonly data: SampleData;
  readonly rounds: number;
  /** Whether to include contenders that need packages of their own. */
  readonly peers: boolean;
  readonly tell: (message: string) => void;
}

export interface ScenarioResult {
  readonly title: string;
  /** The program comes first: ratios compare the first contender with the others. */
  readonly results: readonly Result[];
  /** The number of bytes that each contender processed, if that is meaningful. */
  readonly bytes?: number;
  readonly goals: readonly Goal[];
}

export interface Goal {
  readonly says: string;
  readonly value: number;
  readonly limit: number;
}

const MEMORY_LIMIT_MB = 150;

export function memoryGoal(of: string, peakMb = Number.NaN): Goal {
  return { says: `${of}: peak memory of \`run --dir\`, MB`, value: peakMb, limit: MEMORY_LIMIT_MB };
}

export function resultOf(results: readonly Result[], name: string): Result {
  const result = results.find((one) => one.name === name);
  if (!result) throw new Error(`no contender is called ${name}`);
  return result;
}

export function ratio(
  results: readonly Result[],
  ours: string,
  theirs: string,
  measure: 'cpuSeconds' | 'wallSeconds',
): number {
  return resultOf(results, ours)[measure] / resultOf(results, theirs)[measure];
}
