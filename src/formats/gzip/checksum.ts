// The arithmetic of CRC-32 (RFC 1952, section 8). Checksums are polynomials over GF(2) modulo the
// polynomial of degree 32, with the coefficient of x^0 in the highest bit.

const POLYNOMIAL = 0xedb88320;

/** x^0. */
const ONE = 0x80000000;

/** The product of two polynomials. */
export function multiply(a: number, b: number): number {
  let product = 0;
  let power = b;
  for (let bits = a; bits !== 0; bits <<= 1) {
    if (bits < 0 || bits >= ONE) product ^= power;
    power = power & 1 ? (power >>> 1) ^ POLYNOMIAL : power >>> 1;
  }
  return product >>> 0;
}

/**
 * x^(8 · bytes), with which a checksum is multiplied if this many bytes follow. `bytes` is an integer from
 * 0 to 2^53.
 */
export function shiftOf(bytes: number): number {
  let shift = ONE;
  // x^8, and its squares.
  let square = ONE >>> 8;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = multiply(square, shift);
    square = multiply(square, square);
  }
  return shift;
}

/** The checksum of two neighbouring texts as one, from the checksum of each and the right one's length. */
export function joinChecksums(left: number, right: number, rightBytes: number): number {
  return (multiply(shiftOf(rightBytes), left) ^ right) >>> 0;
}

/** The contribution of each byte value to the checksum right after it. */
export const BYTE_CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let register = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    register = register & 1 ? (register >>> 1) ^ POLYNOMIAL : register >>> 1;
  }
  return register;
});

/** For each highest byte, what a checksum without the factor x^8 ends with. */
const LAST_BYTES = new Uint32Array(256);
for (const [byte, checksum] of BYTE_CHECKSUMS.entries()) {
  LAST_BYTES[checksum >>> 24] = (checksum << 8) ^ byte;
}

/** Takes a factor x^8 out of a checksum. */
export function divideByByte(checksum: number): number {
  return ((checksum << 8) ^ (LAST_BYTES[checksum >>> 24] as number)) >>> 0;
}
