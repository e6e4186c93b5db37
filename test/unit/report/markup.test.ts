import { expect, test } from 'vitest';
import { markup, trusted } from '../../../src/report/markup.ts';

test('texts are escaped, markup is not', () => {
  const name = '<img src=x onerror="alert(\'1\')"> & co';
  expect(markup`<p title="${name}">${name} ${markup`<b>${3}</b>`}${trusted('<hr>')}</p>`.html).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co">' +
      '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co <b>3</b><hr></p>',
  );
});

test('a list of markup is joined', () => {
  expect(markup`<ul>${['a', '<'].map((text) => markup`<li>${text}</li>`)}</ul>`.html).toBe(
    '<ul><li>a</li><li>&lt;</li></ul>',
  );
});

test('what cannot be in HTML, or would reverse its text, is made visible', () => {
  expect(markup`${'nul\0 esc\x1b rtl\u202e half\ud800'}`.html).toBe(
    'nul\\x00 esc\\x1b rtl\\u202e half\\ud800',
  );
});
