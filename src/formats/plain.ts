// Text as it is: the format of whatever no other format recognises.

import type { Format } from './format.ts';

export const plain: Format = {
  name: 'plain',
  extensions: [],
  recognises: () => true,
  async decode(cursor, sink) {
    while (await cursor.fill()) {
      sink(cursor.buffered);
      cursor.advance(cursor.buffered.length);
    }
  },
};
