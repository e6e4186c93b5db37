// Learns after which digit the numbers in keys start again.

import { type Characters, isDigit } from './alphabets.ts';
import { commonLength } from './key-measure.ts';

/** Learns from keys that ascend: behind the first place in which two keys differ, a lower digit has started again. */
export function learnHighestDigits(
  highest: Map<number, number>,
  keys: readonly Characters[],
): void {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    if (!before) continue;
    const length = Math.min(before.length, key.length);
    for (let place = commonLength(before, key) + 1; place < length; place += 1) {
      const digit = before[place] as number;
      const next = key[place] as number;
      const hasRestarted = isDigit(digit) && isDigit(next) && next < digit;
      if (hasRestarted && digit > (highest.get(place) ?? 0)) highest.set(place, digit);
    }
  }
}
