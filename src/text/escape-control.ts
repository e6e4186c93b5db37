// Text from outside (keys, messages) made safe to show on a terminal.

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are searched for.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu;

/**
 * Replaces what a terminal would act on or misrepresent by `\xNN` or `\uNNNN`: control characters,
 * marks that change the direction of text, and lone surrogates.
 */
export function escapeControl(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

/**
 * Data on its way to a terminal: what ends its lines and parts its cells is kept, and everything else that a
 * terminal would act on becomes `\uNNNN`, as in JSON.
 */
export function escapeData(text: string): string {
  return text.replace(UNSAFE, (character, at: number) => {
    const isKept = /[\t\n]/.test(character) || (character === '\r' && text[at + 1] === '\n');
    return isKept ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Like {@link escapeControl}, but keeps line breaks. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeControl).join('\n');
}
