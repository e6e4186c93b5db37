import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvocationError } from '../../../src/errors/invocation-error.ts';
import type { ListedObject } from '../../../src/protocol/ports.ts';
import { HELLO } from '../../support/frames.ts';
import { cascadeByNumber, finishRun, soundCascade, startRun } from '../../support/running.ts';
import { checkProperty } from '../../support/seeded.ts';

const THROTTLED = new InvocationError('throttled', 'slow down', {
  retryable: true,
  patience: 'throttling',
});
const DENIED = new InvocationError('access-denied', 'not allowed', { retryable: false });

/** Each is worth all workers. */
const big = (key: string): ListedObject => ({ key, sizeBytes: 1e9 });

/** More than any of the runs takes. */
const MANY_TURNS = 20_000;

async function turns(count: number): Promise<undefined> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((go) => setImmediate(go));
  return undefined;
}

describe("a run's workers", () => {
  it('are given to a batch that is asked for again before one that has to wait for a place', async () => {
    let go = () => {};
    const isAsked = new Promise<void>((resolve) => {
      go = resolve;
    });
    const list = async function* () {
      yield [big('a.txt')];
      await isAsked;
      yield [big('b.txt')];
    };
    const cascade = cascadeByNumber(async function* (request, number) {
      if (number === 0) {
        go();
        // The second batch is planned, and waits for workers.
        await turns(20);
        throw THROTTLED;
      }
      yield* soundCascade(request);
    });
    const { totals } = await finishRun(startRun({ list }, cascade));
    expect(totals.status).toBe('complete');
    expect(totals.objects.counted).toBe(2);
  });

  it('never wait for each other, whatever is throttled or refused', async () => {
    const answer = fc.constantFrom('sound', 'throttled', 'throttled', 'denied', 'lost', 'leaves');
    const input = fc.record({
      pages: fc.array(fc.record({ after: fc.nat(30), objects: fc.integer({ min: 1, max: 20 }) }), {
        minLength: 1,
        maxLength: 6,
      }),
      answers: fc.array(fc.record({ kind: answer, after: fc.nat(40) }), { maxLength: 20 }),
      cascades: fc.integer({ min: 1, max: 5 }),
      extraWorkers: fc.nat(12),
      maxObjects: fc.integer({ min: 1, max: 20 }),
    });
    await checkProperty(
      fc.asyncProperty(input, async ({ pages, answers, cascades, extraWorkers, maxObjects }) => {
        let listed = 0;
        const list = async function* () {
          for (const { after, objects } of pages) {
            await turns(after);
            yield Array.from({ length: objects }, () => big(`${listed++}.txt`));
          }
        };
        let most = 0;
        let inUse = 0;
        const workers = cascades + extraWorkers;
        const cascade = cascadeByNumber(async function* (request, number) {
          const { kind, after } = answers[number] ?? { kind: 'sound', after: 1 };
          let own = request.workers;
          inUse += own;
          most = Math.max(most, inUse);
          try {
            await turns(after);
            if (kind === 'throttled') throw THROTTLED;
            if (kind === 'denied') throw DENIED;
            if (kind === 'lost') return;
            yield HELLO;
            if (kind === 'leaves' && own > 1) {
              inUse -= own - 1;
              own = 1;
              yield { type: 'heartbeat', readingBytes: 0, workers: 1 };
              await turns(after);
            }
            yield* soundCascade(request);
          } finally {
            inUse -= own;
          }
        });
        const batches = { maxObjects, maxNameBytes: 1e6, maxWorkers: 900, lookAheadMs: 0 };
        const running = finishRun(
          startRun({ list }, cascade, {
            ...{ cascades, workers },
            batches: { ...batches, maxWaiting: 30 },
          }),
        );
        const ended = await Promise.race([running.catch(() => 'refused'), turns(MANY_TURNS)]);
        expect(ended, 'the run ends').toBeDefined();
        expect(most).toBeLessThanOrEqual(workers);
        if (typeof ended !== 'object') return;
        const { counted, failed } = ended.totals.objects;
        expect(counted + failed).toBe(listed);
      }),
    );
  });
});
