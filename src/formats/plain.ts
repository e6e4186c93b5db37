// Plain text: the format of every object that no other format recognises.

import type { Format } from './format.ts';

export const plain: Format = {
  name: 'plain',
  extensions: [],
  costPerByte: 1,
  recognises: () => true,
  async decode(cursor, { sink, reach, end }) {
    while (await cursor.fill()) {
      const text = cursor.buffered.subarray(0, end() - cursor.position);
      sink(text);
      cursor.advance(text.length);
      if (!reach({ at: cursor.position })) return;
    }
  },
  splitHint: () => '',
};
