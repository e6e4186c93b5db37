// How long second workers may run.

import { expect, it } from 'vitest';
import { createHedgeShare } from '../../../../src/tiers/cascade/hedge-share.ts';

it('is a share of the time of all others', () => {
  const share = createHedgeShare(0.02);
  expect(share.roomMs()).toBe(0);
  share.first().atLeast(1_000);
  share.first().settle(4_000);
  expect(share.roomMs()).toBeCloseTo(100);
});

it('holds what is reserved until it is known how long the worker ran', () => {
  const share = createHedgeShare(0.1);
  share.first().settle(10_000);
  const reserved = share.reserve(600);
  expect(share.roomMs()).toBe(400);
  reserved.atLeast(300);
  expect(share.roomMs()).toBe(400);
  reserved.settle(250);
  expect(share.roomMs()).toBe(750);
  share.reserve(750).settle(0);
  expect(share.roomMs()).toBe(750);
});

it('counts what a worker takes that keeps to no limit', () => {
  const share = createHedgeShare(0.1);
  share.first().settle(10_000);
  const reserved = share.reserve(600);
  reserved.atLeast(1_700);
  expect(share.roomMs()).toBe(-700);
  reserved.atLeast(1_600);
  expect(share.roomMs()).toBe(-700);
  reserved.settle(2_000);
  expect(share.roomMs()).toBe(-1_000);
});

it('goes by what was billed and not by what was heard', () => {
  const share = createHedgeShare(1);
  const time = share.first();
  time.atLeast(100);
  time.settle(130);
  time.atLeast(500);
  expect(share.roomMs()).toBe(130);
});
