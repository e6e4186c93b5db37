// Made-up pages of listings as XML, sound ones and odd ones.

import fc from 'fast-check';

const text = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[A-Za-z0-9%+/_.*-]{0,12}$/) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'true',
      'false',
      '7',
      '0',
      '007',
      '12345678901234567',
      ' ',
      '\n',
      ' \n',
      '',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '2026-11-26T09:08:07.000Z',
      '2026-02-30T24:00:60Z',
      '2024-02-29T00:00:00Z',
      '0099-01-01T00:00:00Z',
      '2026-11-26t09:08:07.5z',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '&quot;e&quot;',
      '"e"',
      '&quot;',
      '&quot;&quot;',
      '"e&quot;',
      '&#x41;',
      '&no;',
      '<![CDATA[x]]>',
      '<!-- -->',
      '<Key>x</Key>',
      '\u00e9',
      '\ud83c\udf89',
      '\t',
      '\r\n',
      '\u0000',
      '__proto__',
    ),
  },
);
const gap = fc.constantFrom('', '', '', '', '\n', '\n  ', ' ', '\r\n', '<!-- -->', 'x');
const MEMBERS = [
  'Key',
  'Size',
  'ETag',
  'LastModified',
  'StorageClass',
  'ChecksumAlgorithm',
  'ChecksumType',
  'Owner',
  'RestoreStatus',
  'Other',
  '__proto__',
];
const ELEMENTS = [
  'Name',
  'Prefix',
  'Delimiter',
  'StartAfter',
  'ContinuationToken',
  'NextContinuationToken',
  'KeyCount',
  'MaxKeys',
  'EncodingType',
  'IsTruncated',
  'CommonPrefixes',
  'Other',
];

const element = (names: readonly string[], content: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.constantFrom(...names), content, gap, fc.nat(30))
    .map(([name, inner, before, odd]) => {
      if (odd === 0) return `${before}<${name}/>`;
      if (odd === 1) return `${before}<${name} a="b">${inner}</${name}>`;
      if (odd === 2) return `${before}<${name}>${inner}</${name} >`;
      if (odd === 3) return `${before}<${name}>${inner}`;
      return `${before}<${name}>${inner}</${name}>`;
    });
const sound = fc
  .record({
    key: fc.stringMatching(/^[a-z%+/]{1,8}$/),
    size: fc.nat(),
    more: fc.array(element(MEMBERS, text), { maxLength: 2 }),
    gap,
  })
  .map(
    ({ key, size, more, gap }) =>
      `${gap}<Contents><Key>${key}</Key>${more.join('')}<Size>${size}</Size></Contents>`,
  );
/** Entries that have the same members, perhaps with odd texts. */
const alike = fc
  .record({ entry: sound, texts: fc.array(text, { minLength: 1, maxLength: 3 }) })
  .map(({ entry: first, texts }) =>
    [first, ...texts.map((odd) => first.replace(/>([^<]+)<\/(Key|Size)>/, `>${odd}</$2>`))].join(
      '',
    ),
  );
const inner = fc.oneof(
  text,
  fc
    .array(element(['ID', 'DisplayName', 'IsRestoreInProgress', 'RestoreExpiryDate'], text), {
      maxLength: 3,
    })
    .map((all) => all.join('')),
);
const contents = fc
  .array(element(MEMBERS, inner), { maxLength: 6 })
  .map((members) => `<Contents>${members.join('')}</Contents>`);
export const anyPage = fc
  .record({
    elements: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: sound },
        { weight: 1, arbitrary: alike },
        { weight: 1, arbitrary: contents },
        { weight: 2, arbitrary: element(ELEMENTS, text) },
      ),
      { maxLength: 8 },
    ),
    end: fc.constantFrom('true', 'false', 'no'),
    tail: fc.constantFrom('', '\n', ' ', 'x'),
  })
  .map(
    ({ elements, end, tail }) =>
      `<ListBucketResult><IsTruncated>${end}</IsTruncated>${elements.join('')}</ListBucketResult>${tail}`,
  );
