// The 2015 article's way to count, in the few lines that its worker took for it: a gunzip stream
// with default settings, its chunks as strings, split into lines, and these split into words.

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { TextCount } from './measure.ts';

export async function countArticleWay(path: string): Promise<TextCount> {
  let lines = 0;
  let words = 0;
  let rest = '';
  const text = createReadStream(path).pipe(createGunzip()).setEncoding('utf8');
  for await (const chunk of text) {
    const pieces = `${rest}${chunk}`.split(/\r?\n/);
    rest = pieces.pop() ?? '';
    for (const line of pieces) {
      lines += 1;
      words += line.split(/\W/).length;
    }
  }
  return { lines: lines + 1, words: words + rest.split(/\W/).length };
}
