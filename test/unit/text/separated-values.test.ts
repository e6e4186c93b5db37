import { expect, test } from 'vitest';
import { toCsv } from '../../../src/text/separated-values.ts';

test('cells are quoted as RFC 4180 says, and lines end with CRLF', () => {
  const rows = [
    ['key', 'words'],
    ['plain.log', 12],
    ['with, comma', 0],
    ['say "hi"', 1],
    ['two\nlines', 2],
  ];
  expect(toCsv(rows)).toBe(
    'key,words\r\nplain.log,12\r\n"with, comma",0\r\n"say ""hi""",1\r\n"two\nlines",2\r\n',
  );
});

test.each([
  ['=1+2', "'=1+2"],
  ['+cmd', "'+cmd"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['＝1', "'＝1"],
])('a spreadsheet reads %j as text', (key, cell) => {
  expect(toCsv([[key]])).toBe(`${cell}\r\n`);
});

test('numbers, and texts that only contain such characters, are unchanged', () => {
  expect(toCsv([[0, 1e15, 'a=b-c+d@e']])).toBe('0,1000000000000000,a=b-c+d@e\r\n');
});
