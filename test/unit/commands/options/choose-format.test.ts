// The form of the result.

import { expect, test } from 'vitest';
import { chooseFormat } from '../../../../src/commands/options/choose-format.ts';

const none = { value: undefined, typed: false };
const csv = { value: 'csv', typed: true } as const;
const csvFromEnvironment = { value: 'csv', typed: false } as const;
const noJson = { value: false, typed: false };
const json = { value: true, typed: true };
const jsonFromEnvironment = { value: true, typed: false };

test.each([
  [none, noJson, true, true, 'table'],
  [none, noJson, true, false, 'plain'],
  [none, noJson, false, true, 'json'],
  [none, noJson, false, false, 'json'],
  [none, json, true, true, 'json'],
  [none, json, false, true, 'json'],
  [csv, noJson, true, true, 'csv'],
  [csv, noJson, false, false, 'csv'],
  [csv, jsonFromEnvironment, true, true, 'csv'],
  [csvFromEnvironment, json, true, true, 'json'],
] as const)(
  '%j, json %j, totals %s and a terminal %s give %s',
  (format, asJson, agg, isTerminal, chosen) => {
    expect(chooseFormat({ format, json: asJson, agg }, isTerminal)).toBe(chosen);
  },
);

test('two formats are refused, and so is a table of keys', () => {
  expect(() => chooseFormat({ format: csv, json, agg: true }, true)).toThrow(
    '--json is short for --format json, but --format csv is given too. Leave one out.',
  );
  const table = { value: 'table', typed: true } as const;
  expect(() => chooseFormat({ format: table, json: noJson, agg: false }, true)).toThrow(
    /no table of keys/,
  );
});
