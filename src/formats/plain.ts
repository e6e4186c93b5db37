// Text as it is: the format of whatever no other format recognises.

import type { Format } from './format.ts';

export const plain: Format = {
  name: 'plain',
  extensions: [],
  costPerByte: 1,
  recognises: () => true,
  async decode(cursor, { sink, reach }) {
    while (await cursor.fill()) {
      sink(cursor.buffered);
      cursor.advance(cursor.buffered.length);
      if (!reach({ at: cursor.position })) return;
    }
  },
  cutHint: () => '',
};
