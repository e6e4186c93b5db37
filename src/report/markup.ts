// Builds HTML from text. Whatever is put into a template is escaped, unless it is markup itself.

import { escapeControl } from '../text/escape-control.ts';

export interface Markup {
  readonly html: string;
}

type Part = Markup | readonly Markup[] | string | number;

export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.map((text, at) => text + htmlOf(parts[at] ?? '')).join('') };
}

/** A text that is HTML, CSS or SVG already. It must not come from outside. */
export function trusted(html: string): Markup {
  return { html };
}

export const NOTHING = trusted('');

function htmlOf(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeText(part);
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which HTML cannot contain, and marks that change the direction are made visible. */
function escapeText(text: string): string {
  return escapeControl(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
