// A button that copies lines, and says for a moment whether the browser did it.

import { copyText } from './copy-text.ts';
import { setText } from './element-of.ts';

export interface CopyButton {
  readonly element: HTMLButtonElement;
  show(label: string, lines: readonly string[]): void;
}

/** An answer stays in place of the label for so long. */
const ANSWER_MS = 2_000;

export function createCopyButton(): CopyButton {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'small no-print';
  let label = '';
  let lines: readonly string[] = [];
  let answer: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function give(text: string | undefined): void {
    answer = text;
    setText(element, answer ?? label);
  }

  element.addEventListener('click', async () => {
    const isCopied = await copyText(lines.join('\n'));
    // A second press within that time begins it again.
    clearTimeout(timer);
    timer = setTimeout(() => give(undefined), ANSWER_MS);
    give(isCopied ? 'Copied' : 'The browser refused');
  });

  return {
    element,
    show(nextLabel, nextLines) {
      label = nextLabel;
      lines = nextLines;
      element.hidden = lines.length === 0;
      give(answer);
    },
  };
}
