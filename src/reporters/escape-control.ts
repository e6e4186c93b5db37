// Text from outside (keys, messages) made safe to show on a terminal.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu;

/**
 * Writes as `\xNN` or `\uNNNN` what a terminal would act on or show as something else: control
 * characters, the marks that turn the direction of text, and lone surrogates.
 */
export function escapeControl(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** The text escaped, and cut in its middle to at most `width` characters. */
export function fitText(text: string, width: number): string {
  const characters = [...escapeControl(text)];
  if (characters.length <= width) return characters.join('');
  const tail = Math.floor((width - 1) / 2);
  const head = width - 1 - tail;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
