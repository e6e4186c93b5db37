// Every message of the catalogue says the one thing to do next.

import { expect, test } from 'vitest';
import * as costErrors from '../../../src/errors/cost-error.ts';
import * as deployErrors from '../../../src/errors/deploy-error.ts';
import * as journalErrors from '../../../src/errors/journal-error.ts';
import * as selectionErrors from '../../../src/errors/selection-error.ts';
import * as userErrors from '../../../src/errors/user-error.ts';

const CATALOGUE = {
  ...costErrors,
  ...deployErrors,
  ...journalErrors,
  ...selectionErrors,
  ...userErrors,
};

/** Stands for a text, a list of texts and an error. */
const ANYTHING = Object.assign(['x'], {
  message: 'x',
  replace: (...change: Parameters<string['replace']>) => 'x'.replace(...change),
});

const STEP =
  /(?:[.:;,] |\b(?:and|or) |\n)"?(?:ask|check|choose|correct|count|get|give|install|leave|make|name|print|remove|repeat|report|resume|run|set|start|use|wait|write|wordcount runs)\b/i;

/** They are classes, or say what a user did. */
const WITHOUT_STEP = new Set(['UserError', 'INTERRUPTED']);

const messages = Object.entries(CATALOGUE).flatMap(([name, make]): [string, string][] => {
  if (WITHOUT_STEP.has(name) || typeof make !== 'function') return [];
  const made = (make as unknown as (...facts: unknown[]) => Error | string)(
    ...Array.from({ length: make.length }, () => ANYTHING),
  );
  return [[name, typeof made === 'string' ? made : made.message]];
});

test('the catalogue is read', () => expect(messages.length).toBeGreaterThan(70));

test.each(messages)('%s says what to do: %s', (_, message) => {
  expect(message).toMatch(STEP);
});
