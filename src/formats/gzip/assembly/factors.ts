// The factors x^-8i of the symbols of a slice, modulo the polynomial of CRC-32 (RFC 1952, section 8), its highest
// power lowest.

import { INVERSE_BYTE, ONES, ONES_COUNT, POWERS, SCALED } from './layout';

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
  let power = ONE;
  for (let index: usize = 0; index < ONES_COUNT; index += 1) {
    store<u32>(POWERS + (index << 2), power);
    power = divideByByte(power);
    store<u16>(ONES + (index << 1), 1);
  }
}

/** The factor of the next symbol. */
function divideByByte(factor: u32): u32 {
  return (factor << 8) ^ load<u32>(INVERSE_BYTE + ((factor >> 24) << 2));
}

/** Makes the table with which {@link scaled} multiplies by a factor. */
export function scaleBy(factor: u32): void {
  let product = factor;
  for (let place: usize = 0; place < 4; place += 1) {
    const table = SCALED + (place << 10);
    store<u32>(table, 0);
    // The highest bit of a byte is the lowest power, and so is the highest byte of a number.
    const bytes = SCALED + ((3 - place) << 10);
    for (let bit: usize = 0x80; bit > 0; bit >>= 1) {
      store<u32>(bytes + (bit << 2), product);
      product = multiplyByX(product);
    }
  }
  for (let table = SCALED; table < SCALED + 0x1000; table += 0x400) {
    for (let bit: usize = 1; bit < 0x100; bit <<= 1) {
      const single = load<u32>(table + (bit << 2));
      for (let rest: usize = 1; rest < bit; rest += 1) {
        store<u32>(table + ((bit + rest) << 2), single ^ load<u32>(table + (rest << 2)));
      }
    }
  }
}

function multiplyByX(factor: u32): u32 {
  return (factor >> 1) ^ (POLYNOMIAL & (0 - (factor & 1)));
}

/** The product of a factor and the one that {@link scaleBy} was given. */
export function scaled(factor: u32): u32 {
  return (
    load<u32>(SCALED + ((<usize>(factor & 0xff)) << 2)) ^
    load<u32>(SCALED + ((<usize>((factor >> 8) & 0xff)) << 2), 0x400) ^
    load<u32>(SCALED + ((<usize>((factor >> 16) & 0xff)) << 2), 0x800) ^
    load<u32>(SCALED + ((<usize>(factor >> 24)) << 2), 0xc00)
  );
}
