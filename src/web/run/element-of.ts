// Finds elements of a page by the ids in its HTML, and gives them their texts.

import { escapeControl } from '../../text/escape-control.ts';

export function elementOf(id: string): HTMLElement;
export function elementOf<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
/** @throws {Error} when the page has no such element. */
export function elementOf(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`no element with the id ${id}`);
  return element;
}

/**
 * Shows a text, which may have keys and messages from outside in it: their control characters become visible, as in
 * reports, and none of them turns the direction of what follows. An unchanged text is left alone, so that a screen
 * reader does not read it again.
 */
export function setText(element: HTMLElement, text: string): void {
  const shown = escapeControl(text);
  if (element.textContent !== shown) element.textContent = shown;
}
