// Finds elements of a page by the ids in its HTML.

export function elementOf(id: string): HTMLElement;
export function elementOf<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
/** @throws {Error} when the page has no such element. */
export function elementOf(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`no element with the id ${id}`);
  return element;
}

/** Leaves an unchanged text alone, so that a screen reader does not read it again. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
