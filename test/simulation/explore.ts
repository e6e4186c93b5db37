// Simulates one seed after the other, and reports each to its parent. It is a process of its own, because an
// endless simulation must be ended from outside.

import './synchronous-decoding.ts';
import { commandOf, readCommandLine } from './command-line.ts';
import { modeOf } from './plan.ts';
import { makeSamples } from './samples.ts';
import { settleSdk } from './sdk-setting.ts';
import { type Case, shrink, tryCase } from './shrink.ts';
import type { Violation } from './violation.ts';

/** A message to the parent. */
export type Told =
  | { readonly kind: 'begun'; readonly seed: number; readonly command: string }
  | { readonly kind: 'shrinks'; readonly seed: number; readonly text: string }
  | { readonly kind: 'failed'; readonly seed: number; readonly text: string }
  | { readonly kind: 'trace'; readonly text: string }
  | { readonly kind: 'done' };

const tell = (told: Told) =>
  new Promise<void>((resolve) => {
    process.send?.(told, undefined, undefined, () => resolve());
  });

async function explore(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (!options) return;
  settleSdk();
  const samples = await makeSamples();
  const { from, seeds, omitted, only, known } = options;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const trying: Case = { seed, mode: options.mode ?? modeOf(seed), omitted, only };
    await tell({ kind: 'begun', seed, command: commandOf(trying) });
    const trace = options.trace ? (text: string) => void tell({ kind: 'trace', text }) : undefined;
    const verdict = await tryCase(trying, samples, trace);
    const [first] = verdict.violations.filter(({ code }) => !known.has(code));
    if (!first) continue;
    const found = describe(trying, verdict.violations, '  ');
    const onTry = () => tell({ kind: 'shrinks', seed, text: found.join('\n') });
    const least = options.shrink
      ? await shrink(trying, verdict, first.code, samples, onTry)
      : undefined;
    const again = least && (await tryCase(least, samples));
    const lines = [...found, ...(least && again ? describe(least, again.violations, '    ') : [])];
    await tell({ kind: 'failed', seed, text: lines.join('\n') });
  }
  await tell({ kind: 'done' });
}

function describe(which: Case, violations: readonly Violation[], indent: string): string[] {
  return [
    indent.slice(2) + commandOf(which),
    ...violations.map(({ code, message }) => `${indent}${code}: ${message}`),
  ];
}

// Without a parent nobody hears of it, and it would go on for hours.
process.on('disconnect', () => process.exit());
await explore();
process.disconnect?.();
