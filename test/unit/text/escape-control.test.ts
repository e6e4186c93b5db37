import { describe, expect, it } from 'vitest';
import { escapeControl, escapeData } from '../../../src/text/escape-control.ts';

describe('escapeControl', () => {
  it.each([
    ['plain naïve 日本 😀', 'plain naïve 日本 😀'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['a\nb\tc\r', 'a\\x0ab\\x09c\\x0d'],
    ['\0\x7f\x80\x9b', '\\x00\\x7f\\x80\\x9b'],
    ['\u202egpj.exe', '\\u202egpj.exe'],
    ['\u2028\u2066\u061c', '\\u2028\\u2066\\u061c'],
    ['caf\udce9', 'caf\\udce9'],
    ['😀\udc80', '😀\\udc80'],
  ])('escapes %j as %j', (text, escaped) => {
    expect(escapeControl(text)).toBe(escaped);
  });

  it('leaves no character that a terminal would act on', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => `${String.fromCharCode(code)}.`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    const unsafe = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;
    expect(all.some((text) => unsafe.test(text))).toBe(true);
    expect(escapeControl(all.join('')).match(unsafe)).toBeNull();
  });
});

describe('escapeData', () => {
  it('keeps what ends lines and parts cells, and escapes the rest', () => {
    expect(escapeData('a\tb,"c"\r\nd\n')).toBe('a\tb,"c"\r\nd\n');
    expect(escapeData('\x1b[31m\r\x9b\u202e')).toBe('\\u001b[31m\\u000d\\u009b\\u202e');
  });

  it('leaves JSON valid', () => {
    const value = { key: 'a\x1b\x9b\u202e\udcff\n' };
    expect(JSON.parse(escapeData(JSON.stringify(value)))).toEqual(value);
  });
});
