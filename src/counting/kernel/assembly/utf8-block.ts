// Checks whether a block continues well-formed UTF-8 (the Unicode Standard's table 3-7), and computes
// the difference between its code units and its bytes.

import { oneBefore, threeBefore, twoBefore } from './lanes';
import { BLOCK, VECTOR } from './layout';

/** Whether the last block given to {@link surplusOfBlock} had no error up to its end. */
export let isWellFormed: bool = false;

let HIGH_BIT = i8x16.splat(-128);
let ABOVE_CONTINUATIONS = i8x16.splat(<i8>0xc0);
let ONE = i8x16.splat(1);
let C1 = i8x16.splat(<i8>0xc1);
let E0 = i8x16.splat(<i8>0xe0);
let ED = i8x16.splat(<i8>0xed);
let F0 = i8x16.splat(<i8>0xf0);
let F4 = i8x16.splat(<i8>0xf4);
let LEAD_TO_HIGH_BIT = i8x16.splat(<i8>(0xc0 - 0x80));
let LEAD_OF_THREE_TO_HIGH_BIT = i8x16.splat(<i8>(0xe0 - 0x80));
let LEAD_OF_FOUR_TO_HIGH_BIT = i8x16.splat(<i8>(0xf0 - 0x80));
let HEX_A0 = i8x16.splat(<i8>0xa0);
let HEX_90 = i8x16.splat(<i8>0x90);

/**
 * The surplus of code units over bytes in each lane: -1 for a continuation byte, and +1 for the lead byte
 * of a four-byte sequence, which becomes two code units.
 */
export function surplusOfBlock(at: usize, before: v128): v128 {
  let errors = i8x16.splat(0);
  let surplus = i8x16.splat(0);
  let earlier = before;
  for (let offset: usize = 0; offset < BLOCK; offset += VECTOR) {
    const bytes = v128.load(at + offset);
    const previous = oneBefore(earlier, bytes);
    const continuations = i8x16.lt_s(bytes, ABOVE_CONTINUATIONS);
    surplus = i8x16.add(surplus, continuations);
    surplus = i8x16.sub(surplus, i8x16.ge_u(bytes, F0));

    // The high bit says that a lead byte one, two or three bytes before needs a continuation.
    const wanted = v128.or(
      v128.or(
        i8x16.sub_sat_u(previous, LEAD_TO_HIGH_BIT),
        i8x16.sub_sat_u(twoBefore(earlier, bytes), LEAD_OF_THREE_TO_HIGH_BIT),
      ),
      i8x16.sub_sat_u(threeBefore(earlier, bytes), LEAD_OF_FOUR_TO_HIGH_BIT),
    );
    const misplaced = v128.and(v128.xor(wanted, continuations), HIGH_BIT);
    const neverLead = v128.or(i8x16.eq(v128.or(bytes, ONE), C1), i8x16.gt_u(bytes, F4));
    // These are overlong forms, surrogates, and code points above U+10FFFF.
    const overlongOrSurrogate = v128.bitselect(
      i8x16.eq(previous, E0),
      i8x16.eq(previous, ED),
      i8x16.lt_s(bytes, HEX_A0),
    );
    const overlongOrBeyond = v128.bitselect(
      i8x16.eq(previous, F0),
      i8x16.eq(previous, F4),
      i8x16.lt_s(bytes, HEX_90),
    );
    errors = v128.or(
      v128.or(errors, misplaced),
      v128.or(neverLead, v128.or(overlongOrSurrogate, overlongOrBeyond)),
    );
    earlier = bytes;
  }
  isWellFormed = !v128.any_true(errors);
  return surplus;
}
