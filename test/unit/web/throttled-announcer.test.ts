import { expect, test } from 'vitest';
import { createThrottledAnnouncer } from '../../../src/web/run/throttled-announcer.ts';

test('it announces at once, then every ten seconds, and immediately if told so', () => {
  const said: [number, string][] = [];
  let now = 0;
  const seldom = createThrottledAnnouncer(
    (text) => said.push([now, text]),
    () => now,
  );
  for (; now < 25_000; now += 100) seldom.say(`${now}`);
  expect(said.map(([at]) => at)).toEqual([0, 10_000, 20_000]);
  seldom.sayNow('the end');
  expect(said.at(-1)).toEqual([25_000, 'the end']);
  now += 9_000;
  seldom.say('too soon');
  expect(said).toHaveLength(4);
});
