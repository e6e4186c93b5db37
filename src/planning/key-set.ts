// A set of keys that takes about 16 bytes for each, because it remembers only their hashes.

export interface KeySet {
  /** Adds a key; false if it was in the set. */
  add(key: string): boolean;
}

/** Each part grows by itself, so that no copy of all is in memory at once. */
const PARTS = 64;
const PART_BITS = 6;

/** The capacity of each part. */
const FIRST_CAPACITY = 1 << 6;

/** A fuller table would make the search for a free place long. */
const MAX_LOAD = 0.7;

/**
 * Two keys of the same hash count as the same key. A hash has 64 bits: among ten million keys, that happens
 * once in 400,000 runs.
 */
export function createKeySet(): KeySet {
  const parts = Array.from({ length: PARTS }, createHashTable);
  return {
    add(key) {
      const { high, low } = hash(key);
      const part = parts[high >>> (32 - PART_BITS)] as HashTable;
      return part.add(high || 1, low);
    },
  };
}

interface HashTable {
  /** `high` is not 0. */
  add(high: number, low: number): boolean;
}

function createHashTable(): HashTable {
  let capacity = FIRST_CAPACITY;
  // Each place has the two halves of a hash. The first is never 0, which marks a free place.
  let places = new Uint32Array(2 * capacity);
  let size = 0;

  function put(high: number, low: number): boolean {
    let at = low & (capacity - 1);
    while (places[2 * at] !== 0) {
      if (places[2 * at] === high && places[2 * at + 1] === low) return false;
      at = (at + 1) & (capacity - 1);
    }
    places[2 * at] = high;
    places[2 * at + 1] = low;
    return true;
  }

  function grow(): void {
    const old = places;
    capacity *= 2;
    places = new Uint32Array(2 * capacity);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0) put(old[at] as number, old[at + 1] as number);
    }
  }

  return {
    add(high, low) {
      if (size >= capacity * MAX_LOAD) grow();
      const isNew = put(high, low);
      if (isNew) size += 1;
      return isNew;
    },
  };
}

/**
 * Two multiplicative hashes that are mixed at the end, with the constants of MurmurHash3. It need not
 * resist an attacker: a server that makes two keys collide only has its listing reported as broken.
 */
function hash(key: string): { high: number; low: number } {
  let high = 0x9e3779b9 ^ key.length;
  let low = 0x85ebca6b ^ key.length;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 0xcc9e2d51);
    high ^= high >>> 15;
    low = Math.imul(low ^ code, 0x1b873593);
    low ^= low >>> 13;
  }
  return { high: mix(high ^ (low >>> 7)), low: mix(low ^ (high >>> 9)) };
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
