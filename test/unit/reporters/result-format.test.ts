// The result for programs.

import { describe, expect, it } from 'vitest';
import { formatTotals } from '../../../src/reporters/result-format.ts';
import { LAMBDA_END, LAMBDA_INTERRUPTED, LOCAL_END } from '../../support/sample-runs.ts';

describe('formatTotals', () => {
  it('is the line of wc and the source as plain', () => {
    expect(formatTotals('plain', LOCAL_END.totals)).toBe('11790645 153280455 1372802992 demo/\n');
  });

  it('marks a plain result that is not whole', () => {
    expect(formatTotals('plain', LAMBDA_END.totals)).toBe(
      '20180001 262339180 2351441220 s3://logs/2026/11/ (incomplete: 2,119 of 2,122 keys)\n',
    );
    expect(formatTotals('plain', LAMBDA_INTERRUPTED.totals)).toContain(
      '(interrupted: 1 of 3 keys)',
    );
  });

  it('has a header and one row as CSV', () => {
    expect(formatTotals('csv', LOCAL_END.totals)).toBe(
      'status,keys,counted,partial,failed,skipped,sizeBytes,bytes,lines,words,elapsedMs,dollars\r\n' +
        'complete,48,48,0,0,0,193970195,1372802992,11790645,153280455,2300,\r\n',
    );
  });

  it('has dollars without an exponent', () => {
    const [, row = ''] = formatTotals('csv', LAMBDA_INTERRUPTED.totals).split('\r\n');
    expect(row).toMatch(/^interrupted,3,1,0,0,2,1000000,2000000,1,123,2000,0\.0000\d{5}$/);
  });

  it('has the same cells as TSV', () => {
    for (const { totals } of [LOCAL_END, LAMBDA_END]) {
      const csv = formatTotals('csv', totals).replaceAll('\r\n', '\n').replaceAll(',', '\t');
      expect(formatTotals('tsv', totals)).toBe(csv);
    }
  });

  it('is one document as JSON', () => {
    expect(JSON.parse(formatTotals('json', LAMBDA_END.totals))).toMatchObject({
      status: 'incomplete',
    });
  });
});
