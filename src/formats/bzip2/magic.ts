// The marks by which the parts of a bzip2 file are told (libbzip2 1.0.8, compress.c).

/** 48 bits that begin a block, at any bit of a byte: pi. */
export const BLOCK_MAGIC = 0x314159265359;
/** 48 bits that begin the end of a stream: the square root of pi. */
export const END_MAGIC = 0x177245385090;
export const MAGIC_BITS = 48;

export const STREAM_HEADER_BYTES = 4;

const SIGNATURE = [0x42, 0x5a, 0x68] as const;

/** Whether a stream's header begins so; fewer bytes than it has are asked whether they may begin one. */
export function mayBeStreamHeader(head: Uint8Array): boolean {
  const level = head[STREAM_HEADER_BYTES - 1] ?? 0x31;
  const isSigned = SIGNATURE.every((byte, index) => (head[index] ?? byte) === byte);
  return isSigned && level >= 0x31 && level <= 0x39;
}

/** Whether a file begins so: with a stream's header, and with as much as there is of what must follow. */
export function beginsFile(head: Uint8Array): boolean {
  if (head.length < STREAM_HEADER_BYTES || !mayBeStreamHeader(head)) return false;
  const following = [...head.subarray(STREAM_HEADER_BYTES, STREAM_HEADER_BYTES + MAGIC_BITS / 8)];
  return [BLOCK_MAGIC, END_MAGIC].some((magic) =>
    following.every((byte, index) => byte === Math.trunc(magic / 256 ** (5 - index)) % 256),
  );
}
