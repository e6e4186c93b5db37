// Copies a match, in whole vectors: up to 15 bytes behind its end are written too.

/**
 * For each distance in bytes below 16, which bytes of the vector that begins so far back make up the
 * next vector: they come again every `distance` bytes.
 */
const REPEATS: usize = memory.data(16 * 16, 16);
/** For each of these distances, its largest multiple that fits into a vector. */
const STEPS: usize = memory.data(16);

for (let distance: u32 = 1; distance < 16; distance += 1) {
  for (let index: u32 = 0; index < 16; index += 1) {
    store<u8>(REPEATS + (distance << 4) + index, <u8>(index % distance));
  }
  store<u8>(STEPS + distance, <u8>(16 - (16 % distance)));
}

/** Copies from `distance` bytes before `to` until `end`, one vector at least. */
export function copyMatch(to: usize, distance: usize, end: usize): void {
  let at = to;
  if (distance >= 16) {
    do {
      v128.store(at, v128.load(at - distance));
      at += 16;
    } while (at < end);
    return;
  }
  const repeated = i8x16.swizzle(v128.load(at - distance), v128.load(REPEATS + (distance << 4)));
  const step = <usize>load<u8>(STEPS + distance);
  do {
    v128.store(at, repeated);
    at += step;
  } while (at < end);
}
