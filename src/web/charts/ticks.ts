// Round values for the axes of charts.

/** Round values from 0 to at most `max`: 1 to `count + 1` of them beside the 0. */
export function valueTicks(max: number, count: number): number[] {
  if (!(max > 0)) return [0];
  const step = roundUp(max / (count + 1));
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not less. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5].find((some) => some * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96].map((hours) => hours * HOUR),
];

/** Times from 0 to `maxMs`, at most `count` steps. */
export function timeTicks(maxMs: number, count: number): number[] {
  const step = TIME_STEPS_MS.find((stepMs) => maxMs / stepMs <= count) ?? maxMs;
  return Array.from({ length: Math.floor(maxMs / step) + 1 }, (_, index) => index * step);
}

/** A time on an axis: `0 s`, `2.5 s`, `90 s`, `4 min`, `2 h`. */
export function formatTickTime(ms: number, maxMs: number): string {
  if (maxMs > 3 * HOUR) return `${Number((ms / HOUR).toFixed(1))} h`;
  if (maxMs > 3 * MINUTE) return `${Number((ms / MINUTE).toFixed(1))} min`;
  if (maxMs >= SECOND) return `${Number((ms / SECOND).toFixed(1))} s`;
  return `${ms} ms`;
}
