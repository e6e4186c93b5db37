// Numbers for people: grouped digits, sizes, rates, durations.

const grouped = new Intl.NumberFormat('en-US');
const usd = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `1234567` as `1,234,567`. */
export function formatNumber(value: number): string {
  return grouped.format(value);
}

/** `1 key`, `1,234 keys`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** An average with at most one decimal, `7.3 words per line`; empty as long as there is nothing to divide by. */
export function formatAverage(quantity: number, noun: string, units: number, unit: string): string {
  if (units === 0) return '';
  return `${formatCount(Number((quantity / units).toFixed(1)), noun)} per ${unit}`;
}

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in decimal units with three significant digits: `1.23 GB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 would round to 1000 of its unit.
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatSignificant(value, unit === 0)} ${SIZE_UNITS[unit]}`;
}

/** A part of a size: `258 of 438 MB`, `999 kB of 1.20 GB`. */
export function formatPartOfSize(part: number, whole: number): string {
  const of = formatSize(whole);
  const [digits, unit] = formatSize(part).split(' ');
  return `${digits}${of.endsWith(` ${unit}`) ? '' : ` ${unit}`} of ${of}`;
}

function formatSignificant(value: number, whole: boolean): string {
  if (whole || value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

/** Seconds with three significant digits; small numbers matter too: `0.0213`, `3.41`, `1,234`. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 100) return formatNumber(Math.round(seconds));
  return String(Number(seconds.toPrecision(3)));
}

const MAX_DECIMALS = 12;

/** Dollars with two significant digits and two decimals at least: `$12.35`, `$0.021`, `$0.0000041`. */
export function formatDollars(dollars: number): string {
  if (dollars >= 0.995) return `$${usd.format(dollars)}`;
  return dollars === 0 ? '$0' : `$${dollars.toFixed(decimalsOf(dollars))}`;
}

/** The least amount of two significant digits and two decimals at least that is not below, without a sign: `0.013`. */
export function roundDollarsUp(dollars: number): string {
  const decimals = decimalsOf(dollars);
  return (Math.ceil(dollars * 10 ** decimals) / 10 ** decimals).toFixed(decimals);
}

/** Dollars as an option takes them, without a sign: `0.5`, `0.0000001`. */
export function toPlainDollars(dollars: number): string {
  return dollars.toFixed(MAX_DECIMALS).replace(/\.?0+$/, '');
}

/** Dollars with the same number of decimals, so that they stand below each other. */
export function formatDollarsAlike(amounts: readonly number[]): string[] {
  const decimals = Math.max(
    2,
    ...amounts.map((dollars) => (dollars > 0 ? decimalsOf(dollars) : 0)),
  );
  return amounts.map((dollars) => `$${dollars.toFixed(decimals)}`);
}

/** Never an exponent. */
function decimalsOf(dollars: number): number {
  return Math.min(MAX_DECIMALS, Math.max(2, 1 - Math.floor(Math.log10(dollars))));
}

const HOURS_A_DAY = 24;
const DAYS_A_YEAR = 365.25;

/** A duration in its two largest units: `412 ms`, `9.4 s`, `3 min 08 s`, `2 h 05 min`, `3 d 04 h`, `4.4 years`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < HOURS_A_DAY * 60)
    return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
  const hours = Math.round(minutes / 60);
  const days = hours / HOURS_A_DAY;
  if (days < DAYS_A_YEAR) return `${Math.floor(days)} d ${twoDigits(hours % HOURS_A_DAY)} h`;
  return `${formatNumber(Number((days / DAYS_A_YEAR).toFixed(1)))} years`;
}

/** A duration that is going on, in tenths of seconds from its beginning: `0.4 s`. */
export function formatElapsed(ms: number): string {
  return ms < 999.5 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
}

/** A duration that is still expected, in whole seconds: `5 s`, `3 min 08 s`. */
export function formatRemaining(ms: number): string {
  return ms < 59_000 ? `${Math.ceil(ms / 1000)} s` : formatDuration(Math.max(ms, 59_950));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
