// The text of a line: JSON with a checksum as its last member, so that no damage passes for a count.

import { crc32 } from 'node:zlib';

const SEAL = /,"crc":(\d{1,10})\}$/;

/** Longer than any seal. */
const MAX_SEAL_BYTES = 24;

/** One line, its newline included. The value is an object with members. */
export function sealLine(value: object): string {
  const text = JSON.stringify(value).slice(0, -1);
  return `${text},"crc":${crc32(text)}}\n`;
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
