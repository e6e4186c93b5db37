// Bytes as sources that deliver them in chunks, however awkwardly.

/** Cuts bytes into chunks of a size, the last one shorter. */
export function* inChunks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Cuts bytes at offsets, in any order. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [0, ...[...offsets].sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

/** Each chunk is a Buffer over the same memory, which the next one overwrites. */
export async function* inReusedMemory(bytes: Uint8Array, size: number): AsyncGenerator<Buffer> {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    memory.fill(0xaa);
    const chunk = bytes.subarray(at, at + size);
    memory.set(chunk);
    yield memory.subarray(0, chunk.length);
  }
  memory.fill(0xaa);
}

/** The bytes in chunks, and then an error. */
export function* thenThrow(
  bytes: Uint8Array,
  error: unknown,
  size = Math.max(1, bytes.length),
): Generator<Uint8Array> {
  yield* inChunks(bytes, size);
  throw error;
}
