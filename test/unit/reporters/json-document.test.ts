import { describe, expect, it } from 'vitest';
import { describeEnd } from '../../../src/events/describe-end.ts';
import { toDocument } from '../../../src/reporters/json-document.ts';
import { FINISHED, STARTED, totalsOf } from '../../support/sample-totals.ts';

describe('toDocument', () => {
  it('describes the whole run', () => {
    expect(JSON.parse(JSON.stringify(toDocument(FINISHED)))).toMatchObject({
      schema: 1,
      source: { dir: '/data', prefix: 'logs/' },
      engine: 'local',
      status: 'incomplete',
      objects: { listed: 2, counted: 1, partial: 1, failed: 0, skipped: 0 },
      totals: { sizeBytes: 300, bytes: 420, lines: 84, words: 42 },
      billing: {
        cascade: { invocations: 1, computeMs: 40 },
        worker: { invocations: 2, computeMs: 31 },
      },
      warnings: [
        {
          code: 'truncated',
          message: expect.stringContaining('ends too early'),
          keys: 1,
          example: 'b.gz',
        },
      ],
    });
  });

  it('has the documented fields', () => {
    const document = toDocument(FINISHED);
    const fields = ['schema', 'source', 'engine', 'status', 'objects', 'totals', 'billing'];
    for (const field of [...fields, 'elapsedMs', 'warnings'])
      expect(document).toHaveProperty(field);
    expect(Object.keys(document.objects)).toEqual([
      'listed',
      'counted',
      'partial',
      'failed',
      'skipped',
    ]);
    expect(Object.keys(document.totals)).toEqual(['sizeBytes', 'bytes', 'lines', 'words']);
  });

  it('has outcomes that add up to the listed objects', () => {
    const { listed, ...outcomes } = toDocument(FINISHED).objects;
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(listed);
  });

  it('says how many workers were chosen, and of what', () => {
    const limit = { workers: 890, source: 'account', unreserved: 1_000, left: 100 } as const;
    const chosen = { workers: 890, reason: 'limit', limit } as const;
    const totals = totalsOf(STARTED, { type: 'workers-chosen', ...chosen });
    expect(toDocument(totals).workers).toEqual(chosen);
    expect(toDocument(FINISHED)).not.toHaveProperty('workers');
  });

  it('says what was hedged, if anything was', () => {
    const billed = { type: 'invocation', tier: 'worker', billedMs: 500, memoryMb: 1_024 } as const;
    const started = { ...STARTED, engine: 'lambda' } as const;
    const { worker } = toDocument(totalsOf(started, billed)).billing;
    expect(worker).not.toHaveProperty('hedged');
    const hedged = { ...billed, isHedge: true } as const;
    expect(toDocument(totalsOf(started, billed, hedged)).billing.worker).toMatchObject({
      ...{ invocations: 2, billedMs: 1_000 },
      hedged: { invocations: 1, unknown: 0, billedMs: 500, gbSeconds: 0.5, dollars: null },
    });
  });

  it('gives times in whole milliseconds', () => {
    expect(Number.isInteger(toDocument(FINISHED).elapsedMs)).toBe(true);
  });

  it('does not pass what an interrupted run has listed off as counted', () => {
    const object = { type: 'object', bytes: 0, lines: 0, words: 0, ms: 1 } as const;
    const skipped = { ...object, status: 'skipped', reason: 'interrupted' } as const;
    const totals = totalsOf(
      STARTED,
      { type: 'listed', objects: 4, sizeBytes: 1_900, complete: false },
      { ...object, key: 'a', sizeBytes: 100, status: 'counted' },
      { ...skipped, key: 'b', sizeBytes: 800 },
      { ...skipped, key: 'c', sizeBytes: 600, status: 'partial', readBytes: 150 },
      { ...object, key: 'd', sizeBytes: 400, status: 'failed', reason: 'vanished' },
      { type: 'run-ended', status: 'interrupted', elapsedMs: 5_000 },
    );
    expect(toDocument(totals)).toMatchObject({
      objects: { listed: 4, counted: 1, partial: 1, failed: 1, skipped: 1 },
      listed: { sizeBytes: 1_900, complete: false },
      totals: { sizeBytes: 250 },
    });
    expect(describeEnd(totals)).toBe(
      'Interrupted after 5.0 s: 1 of 4 keys counted whole, 250 B of 1.90 kB read.',
    );
    expect(totals.live.readBytes).toBe(250);
    expect(totals.notReached).toEqual({ objects: 1, sizeBytes: 1_250 });
  });
});
