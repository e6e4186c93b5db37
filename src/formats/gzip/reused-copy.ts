// Copies of bytes in memory that is used again. New memory for each copy would lie outside of V8's heap. V8 collects
// garbage late where it hardly takes room within the heap, so that tens of megabytes wait to be freed.

/** Makes copies of which each is valid until the next one is made. */
export function createReusedCopy(): (bytes: Uint8Array) => Uint8Array {
  let memory = new Uint8Array(0);
  return (bytes) => {
    if (memory.length < bytes.length) memory = new Uint8Array(bytes.length);
    memory.set(bytes);
    return memory.subarray(0, bytes.length);
  };
}

/** Makes copies of which only the last two are valid. */
export function createAlternatingCopy(): (bytes: Uint8Array) => Uint8Array {
  let [copy, other] = [createReusedCopy(), createReusedCopy()];
  return (bytes) => {
    [copy, other] = [other, copy];
    return copy(bytes);
  };
}
