// Made-up keys in several shapes. Each key is computed from its index, so that ten million take no memory.

/** A key for each index from 0 to below the number of keys, ascending in the order of UTF-8 bytes. */
export type KeyAt = (index: number) => string;

/** Each makes the keys of its shape for a number of keys. */
export const KEY_SHAPES = {
  dates: dateKeys,
  hashes: hashKeys,
  folder: () => (index: number) => `${FOLDER}/part-${padded(index, 8)}-c000.snappy.gz`,
  long: () => (index: number) => `${LONG_PREFIX}${padded(index, 10)}.log`,
  'non-ascii': nonAsciiKeys,
} as const satisfies Readonly<Record<string, (keys: number) => KeyAt>>;

export type KeyShape = keyof typeof KEY_SHAPES;

/** Deep, so that nothing can be told from its parents. */
const FOLDER = 'warehouse/events/year=2026/month=11/day=26/hour=10';

/** It has 900 characters; a key has at most 1,024 bytes. */
const LONG_PREFIX = `${'archive-of-all-departments/'.repeat(34).slice(0, 899)}/`;

const KEYS_PER_HOUR = 1_000;
const HOUR_MS = 3_600_000;
const FIRST_HOUR_MS = Date.UTC(2024, 0, 1);

/** A folder for each hour, as services write their logs. */
function dateKeys(): KeyAt {
  let known = { hour: -1, folder: '' };
  return (index) => {
    const hour = Math.floor(index / KEYS_PER_HOUR);
    if (known.hour !== hour) {
      const time = new Date(FIRST_HOUR_MS + hour * HOUR_MS).toISOString();
      known = { hour, folder: `access/${time.slice(0, 13).replaceAll(/[-T]/g, '/')}` };
    }
    return `${known.folder}/app-${padded(index % KEYS_PER_HOUR, 3)}.log.gz`;
  };
}

const HASH_SPACE = 2 ** 52;
const HASH_DIGITS = 13;

/** Evenly spread over all hexadecimal beginnings, without folders. */
function hashKeys(keys: number): KeyAt {
  const step = HASH_SPACE / keys;
  return (index) => {
    const offset = scrambled(index) / 2 ** 32;
    const head = Math.floor((index + offset) * step);
    return `${head.toString(16).padStart(HASH_DIGITS, '0')}${hex(index, 1)}${hex(index, 2)}.json`;
  };
}

/** In the order of their UTF-8 bytes, which is not that of JavaScript's strings. */
const NAMES = ['a b+c%20&<d>', 'données', '日本語', 'ｆｕｌｌ', '😀'];

function nonAsciiKeys(keys: number): KeyAt {
  const each = Math.ceil(keys / NAMES.length);
  return (index) => `été/${NAMES[Math.floor(index / each)]}/${padded(index, 8)} ü.log`;
}

/** 32 hexadecimal digits, the same for the same index. */
export function entityTagAt(index: number): string {
  return hex(index, 3) + hex(index, 4) + hex(index, 5) + hex(index, 6);
}

/** From 2 KB to 98 KB. */
export function sizeBytesAt(index: number): number {
  return 2_000 + ((index * 7_919) % 96_000);
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function hex(index: number, salt: number): string {
  return scrambled(index + salt * 0x1000_0000)
    .toString(16)
    .padStart(8, '0');
}

/** The finalizer of MurmurHash3, an unsigned number of 32 bits. */
function scrambled(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
