import { describe, expect, it } from 'vitest';
import { createChannel } from '../../../src/scatter/channel.ts';
import { collect } from '../../support/collect.ts';

/** Lets everything go on that can. */
const settle = () => new Promise(setImmediate);

describe('createChannel', () => {
  it('passes values on in the order they were pushed', async () => {
    const channel = createChannel<number>();
    const pushing = (async () => {
      for (let value = 0; value < 5_000; value += 1) await channel.push(value);
      channel.close();
    })();
    expect(await collect(channel)).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
    await pushing;
  });

  it('passes on what was pushed before anyone listened, and before it was closed', async () => {
    const channel = createChannel<string>();
    void channel.push('a');
    void channel.push('b');
    channel.close();
    expect(await collect(channel)).toEqual(['a', 'b']);
  });

  it('ends at once when it is closed empty', async () => {
    const channel = createChannel<string>();
    channel.close();
    expect(await collect(channel)).toEqual([]);
  });

  it('wakes a consumer that waits', async () => {
    const channel = createChannel<string>();
    const consumed = collect(channel);
    await settle();
    void channel.push('late');
    await settle();
    channel.close();
    expect(await consumed).toEqual(['late']);
  });

  it('holds producers back until the consumer has caught up', async () => {
    const channel = createChannel<number>(2);
    let pushed = 0;
    const producing = (async () => {
      while (pushed < 10) {
        await channel.push(pushed);
        pushed += 1;
      }
      channel.close();
    })();
    await settle();
    expect(pushed).toBe(2);
    const values: number[] = [];
    for await (const value of channel) {
      values.push(value);
      await settle();
      expect(pushed - values.length).toBeLessThanOrEqual(5);
    }
    await producing;
    expect(values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('fails after the values that came before', async () => {
    const channel = createChannel<string>();
    void channel.push('a');
    channel.fail(new Error('first'));
    channel.fail(new Error('second'));
    const values: string[] = [];
    const consuming = (async () => {
      for await (const value of channel) values.push(value);
    })();
    await expect(consuming).rejects.toThrow('first');
    expect(values).toEqual(['a']);
  });

  it('fails a consumer that waits', async () => {
    const channel = createChannel<string>();
    const consumed = collect(channel);
    await settle();
    channel.fail(new Error('broken'));
    await expect(consumed).rejects.toThrow('broken');
  });

  it('lets producers go when the consumer leaves, and drops what they still push', async () => {
    const channel = createChannel<number>(1);
    let finished = 0;
    const produce = async () => {
      for (let value = 0; value < 100; value += 1) await channel.push(value);
      finished += 1;
    };
    const producing = [produce(), produce(), produce()];
    for await (const value of channel) if (value === 3) break;
    await Promise.all(producing);
    expect(finished).toBe(3);
    for (let value = 0; value < 100; value += 1) await channel.push(value);
  });

  it('lets producers go when it is closed', async () => {
    const channel = createChannel<number>(0);
    const held = channel.push(1);
    await settle();
    channel.close();
    await held;
    expect(await collect(channel)).toEqual([1]);
  });
});
