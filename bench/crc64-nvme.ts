// Computes the checksum CRC-64/NVME in base64, as S3 writes it.

/** The polynomial of the NVM Express specification with its bits reversed. */
const POLYNOMIAL = 0x9a6c9329ac4bc9b5n;
const ALL_ONES = 0xffffffffffffffffn;

/** The two halves of each table entry, because JavaScript is fast with 32-bit numbers. */
const LOW = new Uint32Array(256);
const HIGH = new Uint32Array(256);

for (let byte = 0; byte < 256; byte += 1) {
  let decoderState = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1)
    decoderState = (decoderState >> 1n) ^ (decoderState & 1n ? POLYNOMIAL : 0n);
  LOW[byte] = Number(decoderState & 0xffffffffn);
  HIGH[byte] = Number(decoderState >> 32n);
}

export function encodeCrc64(bytes: Uint8Array): string {
  let low = 0xffffffff;
  let high = 0xffffffff;
  for (let i = 0; i < bytes.length; i += 1) {
    const decoderState = (low ^ (bytes[i] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[decoderState] as number);
    high = (high >>> 8) ^ (HIGH[decoderState] as number);
  }
  const sum = ((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)) ^ ALL_ONES;
  const encoded = Buffer.alloc(8);
  encoded.writeBigUInt64BE(sum);
  return encoded.toString('base64');
}
