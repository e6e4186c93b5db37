// Whether what an object decodes to is compressed once more, told by the first bytes of that.

import { looksPlain, MAX_HEAD_BYTES } from '../../formats/recognise.ts';

export interface NestedCheck {
  update(chunk: Uint8Array): void;
  /** Takes all that came up to here as decoded. */
  reach(): void;
  /** Goes back to where {@link reach} was called last, for decoding does. */
  rewind(): void;
  isNested(): boolean;
}

export function createNestedCheck(): NestedCheck {
  const head = new Uint8Array(MAX_HEAD_BYTES);
  let length = 0;
  let safeLength = 0;
  return {
    update(chunk) {
      if (length === head.length) return;
      const part = chunk.subarray(0, head.length - length);
      head.set(part, length);
      length += part.length;
    },
    reach() {
      safeLength = length;
    },
    rewind() {
      length = safeLength;
    },
    isNested: () => !looksPlain(head.subarray(0, length)),
  };
}
