// The text that is written to a terminal to redraw its last rows.

import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createScreenRegion } from '../../../src/reporters/screen-region.ts';

function createTerminal() {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const region = createScreenRegion(stream as NodeJS.WriteStream);
  return {
    region,
    take() {
      const taken = written.replaceAll('\u001b', '^');
      written = '';
      return taken;
    },
  };
}

test('rows are written without wrapping, and the cursor goes back to the first of them', () => {
  const { region, take } = createTerminal();
  region.draw(['one', 'two', 'three'], 80);
  expect(take()).toBe('^[?2026h^[?25l^[?7l\r^[Jone^[K\r\ntwo^[K\r\nthree^[K^[J^[2A\r^[?7h^[?2026l');
});

test('only after a change of width everything is cleared first', () => {
  const { region, take } = createTerminal();
  region.draw(['one'], 80);
  expect(take()).toContain('\r^[Jone');
  region.draw(['two'], 80);
  expect(take()).toBe('^[?2026h^[?25l^[?7l\rtwo^[K^[J\r^[?7h^[?2026l');
  region.draw(['three'], 40);
  expect(take()).toContain('\r^[Jthree');
});

test('clearing removes the rows and shows the cursor, once', () => {
  const { region, take } = createTerminal();
  region.clear();
  expect(take()).toBe('');
  region.draw(['one'], 80);
  take();
  region.clear();
  expect(take()).toBe('\r^[J^[?25h');
  region.clear();
  expect(take()).toBe('');
});

test('a terminal that takes nothing gets no more', () => {
  let chunks = 0;
  const stream = new Writable({
    highWaterMark: 1,
    // Never done, as after Ctrl-S.
    write: () => {
      chunks += 1;
    },
  });
  const region = createScreenRegion(stream as NodeJS.WriteStream);
  for (let frame = 0; frame < 10; frame += 1) region.draw(['one'], 80);
  expect(chunks).toBe(1);
  expect(stream.writableLength).toBeLessThan(200);
});
