// Where stragglers have no second worker.

import { describe, expect, it } from 'vitest';
import { countFrame, END, HELLO } from '../../../support/frames.ts';
import { wordsOf } from '../../../support/running.ts';
import {
  countsAfter,
  OBJECTS,
  race,
  STRAGGLER,
  STRAGGLING_MS,
} from '../../../support/straggling.ts';

describe('there is no second worker', () => {
  const STRAGGLING = { [STRAGGLER]: countsAfter(STRAGGLING_MS) };

  it.each([
    ['unless it is asked for', { hedgePercent: undefined }],
    ['where none may cost anything', { hedgePercent: 0 }],
    ['beyond what may be spent', { hedgePercent: 0.1 }],
    ['while all workers are busy', { workers: 1 }],
  ])('%s', async (_, changes) => {
    const { requests, words, ms } = await race(STRAGGLING, changes as never);
    expect(requests).toHaveLength(10);
    expect(words).toBe(wordsOf(OBJECTS));
    expect(ms).toBeGreaterThanOrEqual(STRAGGLING_MS);
  });

  it('after the time in which workers are launched', async () => {
    const deadline = { launchingMs: () => 350, answeringMs: () => 100_000 };
    const { requests } = await race(STRAGGLING, { deadline, workers: 10 });
    expect(requests).toHaveLength(10);
    const { requests: earlier } = await race(STRAGGLING, {
      deadline: { ...deadline, launchingMs: () => 5_000 },
      workers: 11,
    });
    expect(earlier).toHaveLength(11);
  });

  it('for an object that is still to be divided', async () => {
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes: 1_500 }));
    const { requests } = await race(STRAGGLING, { sliceBytes: 1_000 }, objects);
    expect(requests).toHaveLength(10);
    // Names tell which objects cannot be divided.
    const whole = objects.map((object) => ({ ...object, key: `${object.key}.xz` }));
    expect((await race(STRAGGLING, { sliceBytes: 1_000 }, whole)).requests).toHaveLength(11);
  });

  it('for a slice of which others wait to know where it ends', async () => {
    const sizeBytes = 300;
    const objects = OBJECTS.map((object) => ({ ...object, sizeBytes }));
    const { requests } = await race(
      {
        0: async function* ({ clock, signal }) {
          yield HELLO;
          yield { type: 'split', slice: 0, starts: [100], format: 'gzip', seek: 'deflate' };
          await clock.sleep(STRAGGLING_MS, signal);
          yield countFrame(0, 100, { start: 0, end: 100 });
          yield END;
        },
      },
      {},
      objects,
    );
    const ofFirst = requests.filter(({ slices }) => slices.some(({ key }) => key === 'k0'));
    expect(ofFirst.filter(({ slices }) => slices[0]?.start === 0)).toHaveLength(1);
  });
});
