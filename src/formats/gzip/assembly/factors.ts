// The factors x^-8i of the symbols of a slice, modulo the polynomial of CRC-32 (RFC 1952, section 8), its highest
// power lowest.

import { INVERSE_32, INVERSE_BYTE, INVERSE_EIGHT, INVERSE_SERIES } from './layout';

const POLYNOMIAL: u32 = 0xedb88320;

/** x^0, the factor of the first symbol. */
export const ONE: u32 = 0x80000000;

let areTablesMade: bool = false;

export function makeFactorTables(): void {
  if (areTablesMade) return;
  areTablesMade = true;
  for (let byte: u32 = 0; byte < 256; byte += 1) {
    let register = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      register = register & 1 ? (register >> 1) ^ POLYNOMIAL : register >> 1;
    }
    // A step of the checksum is (r >> 8) ^ T[r & 0xff]; the highest byte tells which T it was.
    store<u32>(INVERSE_BYTE + ((register >> 24) << 2), (register << 8) ^ byte);
  }
  for (let place: u32 = 0; place < 4; place += 1) {
    for (let byte: u32 = 0; byte < 256; byte += 1) {
      const index = (place << 8) + byte;
      let factor = byte << (8 * place);
      for (let step: u32 = 0; step < 8; step += 1) {
        store<u32>(INVERSE_SERIES + (index << 5) + (step << 2), factor);
        factor = divideByByte(factor);
      }
      store<u32>(INVERSE_EIGHT + (index << 2), factor);
      for (let step: u32 = 8; step < 32; step += 1) factor = divideByByte(factor);
      store<u32>(INVERSE_32 + (index << 2), factor);
    }
  }
}

/** The factor of the next symbol. */
export function divideByByte(factor: u32): u32 {
  return (factor << 8) ^ load<u32>(INVERSE_BYTE + ((factor >> 24) << 2));
}

/** The factor of the eighth symbol from this one on. */
export function divideByEight(factor: u32): u32 {
  return divide(factor, INVERSE_EIGHT);
}

/** The factor of the 32nd symbol from this one on. */
export function divideBy32(factor: u32): u32 {
  return divide(factor, INVERSE_32);
}

function divide(factor: u32, table: usize): u32 {
  return (
    load<u32>(table + ((<usize>(factor & 0xff)) << 2)) ^
    load<u32>(table + ((<usize>((factor >> 8) & 0xff)) << 2), 0x400) ^
    load<u32>(table + ((<usize>((factor >> 16) & 0xff)) << 2), 0x800) ^
    load<u32>(table + ((<usize>(factor >> 24)) << 2), 0xc00)
  );
}

/** The factor of the symbol that comes `steps` behind one with this factor: 0 to 7. */
export function factorBehind(factor: u32, steps: u32): u32 {
  const column = INVERSE_SERIES + ((<usize>steps) << 2);
  return (
    load<u32>(column + ((<usize>(factor & 0xff)) << 5)) ^
    load<u32>(column + ((<usize>((factor >> 8) & 0xff)) << 5), 0x2000) ^
    load<u32>(column + ((<usize>((factor >> 16) & 0xff)) << 5), 0x4000) ^
    load<u32>(column + ((<usize>(factor >> 24)) << 5), 0x6000)
  );
}
