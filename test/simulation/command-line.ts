// The command line of `npm run simulate`: its options, and the one that repeats a case.

import { parseArgs } from 'node:util';
import type { Mode } from './plan.ts';
import type { Case } from './shrink.ts';

export interface SimulateOptions {
  readonly from: number;
  readonly seeds: number;
  /** Left out, it goes by the seed. */
  readonly mode: Mode | undefined;
  /** The parts that each seed leaves out. */
  readonly omitted: Case['omitted'];
  readonly only: Case['only'];
  /** Violations that are not told of. */
  readonly known: ReadonlySet<string>;
  readonly trace: boolean;
  readonly shrink: boolean;
  /** Failing seeds after which to end. */
  readonly maxFailures: number;
}

export const HELP = `npm run simulate -- [options]

  --seeds N         how many seeds (1000)
  --from N          the first of them (1)
  --seed N          this one alone
  --mode MODE       safety or liveness; left out, every third seed is for liveness
  --without LIST    kinds of fault that are left out, "interruption" or "budget"
  --fault ID        one of the only faults that may strike; may be repeated
  --no-faults       none may
  --objects LIST    the indices of the only objects
  --known LIST      codes of violations that are not told of
  --failures N      ends after so many failing seeds (10)
  --no-shrink       does not look for a smaller case that fails
  --trace           prints all that happens
`;

/** @throws {TypeError} for an unknown option. */
export function readCommandLine(args: readonly string[]): SimulateOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      mode: { type: 'string' },
      without: { type: 'string', default: '' },
      fault: { type: 'string', multiple: true },
      'no-faults': { type: 'boolean', default: false },
      objects: { type: 'string' },
      known: { type: 'string', default: '' },
      failures: { type: 'string', default: '10' },
      'no-shrink': { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { seed, mode, objects, fault } = values;
  const only = values['no-faults'] ? [] : fault;
  return {
    from: Number(seed ?? values.from),
    seeds: seed === undefined ? Number(values.seeds) : 1,
    mode: mode as Mode | undefined,
    omitted: {
      kinds: new Set(listOf(values.without)),
      ...(objects !== undefined && { objects: new Set(listOf(objects).map(Number)) }),
    },
    only: only && new Set(only),
    known: new Set(listOf(values.known)),
    trace: values.trace,
    shrink: !values['no-shrink'],
    maxFailures: Number(values.failures),
  };
}

function listOf(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}

/** The command line that repeats the case. */
export function commandOf({ seed, mode, omitted, only }: Case): string {
  const { kinds, objects } = omitted;
  const parts = [
    `npm run simulate -- --seed ${seed} --mode ${mode}`,
    ...(kinds && kinds.size > 0 ? [`--without ${[...kinds].join(',')}`] : []),
    ...(objects ? [`--objects ${[...objects].join(',')}`] : []),
    ...(only?.size === 0 ? ['--no-faults'] : []),
    ...[...(only ?? [])].map((fault) => `--fault ${quote(fault)}`),
  ];
  return parts.join(' ');
}

/** Quotes an argument for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
