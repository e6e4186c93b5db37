// Shows a page in a made-up state.

import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type MadeUpState, STATES, type StateName } from './made-up-states.ts';
import { type OpenPage, type PageOptions, waitForState } from './pages.ts';
import { type MadeUpServing, serveMadeUp } from './serve-made-up.ts';

export interface Shown {
  readonly page: Page;
  readonly serving: MadeUpServing;
}

/** Opens the page after the events that made its state. */
export async function showState(
  openPage: OpenPage,
  name: StateName,
  options: PageOptions & { readonly path?: string } = {},
): Promise<Shown> {
  const state: MadeUpState = STATES[name];
  const { path = '/', ...about } = options;
  const serving = await serveMadeUp(state);
  onTestFinished(() => serving.close());
  if (state.playToMs !== undefined) {
    await serving.start(state.prefix, path === '/scatter');
    serving.playTo(state.playToMs);
  }
  const query = new URLSearchParams({ prefix: state.prefix });
  // The page of runs has no Start.
  const ready = path === '/history' ? { ready: '#rules:not(:empty)' } : {};
  const page = await openPage(serving.port, `${path}?${query}`, { ...ready, ...about });
  if (path !== '/history') await waitForState(page, state.tone);
  return { page, serving };
}
