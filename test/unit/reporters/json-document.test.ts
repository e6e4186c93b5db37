import { describe, expect, it } from 'vitest';
import { toDocument } from '../../../src/reporters/json-document.ts';
import { FINISHED } from '../../support/sample-totals.ts';

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

  it('gives times in whole milliseconds', () => {
    expect(Number.isInteger(toDocument(FINISHED).elapsedMs)).toBe(true);
  });
});
