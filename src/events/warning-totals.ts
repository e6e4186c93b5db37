// The warnings of a run: one for each code, with its keys.

import type { Warning } from './run-event.ts';

type WarningTotal = Omit<Warning, 'type'>;

export function addWarning(
  warnings: readonly WarningTotal[],
  warning: WarningTotal,
): WarningTotal[] {
  const known = warnings.find(({ code }) => code === warning.code);
  if (!known) return [...warnings, warning];
  const { level, ...about } = known;
  const isHarmless = level !== undefined && warning.level !== undefined;
  const keys = known.keys + warning.keys;
  const sum = { ...about, keys, ...(isHarmless && { level }) };
  return warnings.map((other) => (other === known ? sum : other));
}
