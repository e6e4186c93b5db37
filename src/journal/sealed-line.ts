// The text of a line: JSON with a checksum as its last member, so that no damage passes for a count.

import { crc32 } from 'node:zlib';

const SEAL = /,"crc":(\d{1,10})\}$/;

/** Longer than any seal. */
const MAX_SEAL_BYTES = 24;

/** The bytes that a line may take at the most, of an object with this JSON text. */
export function maxLineBytes(text: string): number {
  return 3 * text.length + MAX_SEAL_BYTES;
}

/** Writes the JSON text of an object that has members as one line, its newline included. Gives where the line ends. */
export function writeSealed(text: string, bytes: Buffer, start: number): number {
  // The seal takes the place of the last brace.
  const end = start + bytes.write(text, start) - 1;
  const crc = crc32(bytes.subarray(start, end));
  return end + bytes.write(`,"crc":${crc}}\n`, end, 'latin1');
}

/**
 * The value of a line without its newline.
 * @throws {SyntaxError} when it is not JSON, or not as it was written.
 */
export function openLine(line: Buffer): unknown {
  const tail = line.toString('latin1', Math.max(0, line.length - MAX_SEAL_BYTES));
  const [seal = '', crc] = SEAL.exec(tail) ?? [];
  if (crc === undefined) throw new SyntaxError('it has no checksum');
  const text = line.subarray(0, line.length - seal.length);
  if (crc32(text) !== Number(crc)) throw new SyntaxError('its checksum is wrong');
  const { crc: _, ...value } = JSON.parse(line.toString()) as Record<string, unknown>;
  return value;
}
