// Looks for what hinders people on a page, with axe-core: https://github.com/dequelabs/axe-core.

import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly nodes: readonly {
    readonly target: readonly unknown[];
    readonly failureSummary?: string;
  }[];
}

/** The findings of axe-core, a line for each element. */
export async function findViolations(page: Page): Promise<string[]> {
  // The policy of the pages allows no script of others, but the tools of the browser may evaluate one.
  await page.evaluate(axe.source);
  const violations = (await page.evaluate(
    'axe.run().then(({ violations }) => violations)',
  )) as readonly Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
