// REPORT records as the AWS documents show them, in both formats, whole and cut off.

import { expect, test } from 'vitest';
import { parseReport } from '../../../src/aws/report-record.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
const TEXT =
  'START RequestId: c793869b-ee49-115b-a5b6-4fd21e8dedac Version: $LATEST\n' +
  '2019-06-07T19:11:20.562Z\tc793869b-ee49-115b-a5b6-4fd21e8dedac\tINFO\tENVIRONMENT VARIABLES\n' +
  'END RequestId: c793869b-ee49-115b-a5b6-4fd21e8dedac\n' +
  'REPORT RequestId: c793869b-ee49-115b-a5b6-4fd21e8dedac\tDuration: 128.83 ms\t' +
  'Billed Duration: 200 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\tInit Duration: 166.62 ms\t\n' +
  'XRAY TraceId: 1-5d9d007f-0a8c7fd02xmpl480aed55ef0\tSegmentId: 3d752xmpl1bbe37e\tSampled: true\n';

test('a text record gives all figures, and its billed time includes the initialisation', () => {
  expect(parseReport(TEXT)).toEqual({
    requestId: 'c793869b-ee49-115b-a5b6-4fd21e8dedac',
    durationMs: 128.83,
    billedMs: 200,
    memoryMb: 128,
    memoryUsedMb: 74,
    initMs: 166.62,
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
const JSON_REPORT = {
  time: '2022-10-12T00:01:15.000Z',
  type: 'platform.report',
  record: {
    metrics: {
      billedDurationMs: 694,
      durationMs: 693.92,
      initDurationMs: 397.68,
      maxMemoryUsedMB: 84,
      memorySizeMB: 128,
    },
    requestId: '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa',
    status: 'success',
  },
};

test('a JSON record gives the same figures', () => {
  const lines = [{ type: 'platform.start', record: {} }, JSON_REPORT];
  const tail = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  expect(parseReport(tail)).toEqual({
    requestId: '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa',
    durationMs: 693.92,
    billedMs: 694,
    initMs: 397.68,
    memoryMb: 128,
    memoryUsedMb: 84,
  });
});

test('a warm invocation has no initialisation', () => {
  expect(parseReport(TEXT.replace('Init Duration: 166.62 ms\t', ''))?.initMs).toBeUndefined();
});

test('a failed invocation is recognised', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
  const timeout = TEXT.replace('Init Duration: 166.62 ms', 'Status: timeout');
  expect(parseReport(timeout)).toMatchObject({ billedMs: 200, status: 'timeout' });
  const exit = TEXT.replace('Init Duration', 'Status: error\tError Type: Runtime.ExitError\tInit');
  expect(parseReport(exit)).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
  const record = { ...JSON_REPORT.record, status: 'timeout' };
  expect(parseReport(JSON.stringify({ ...JSON_REPORT, record }))?.status).toBe('timeout');
});

test('a tail that begins within an earlier line does not matter', () => {
  expect(parseReport(TEXT.slice(100))?.billedMs).toBe(200);
  const text = `"cut off"}}\n${JSON.stringify(JSON_REPORT)}\n`;
  expect(parseReport(text)?.billedMs).toBe(694);
});

test.each([
  ['an empty tail', ''],
  ['no record', 'START RequestId: 1\nEND RequestId: 1\n'],
  ['a record cut off at its beginning', TEXT.slice(TEXT.indexOf('Duration: 128'))],
  ['a record cut off before what is billed', TEXT.slice(0, TEXT.indexOf('Billed'))],
  ['a JSON record cut off', JSON.stringify(JSON_REPORT).slice(0, -40)],
  ['a JSON record without figures', '{"type":"platform.report","record":{}}'],
  ['JSON that is null', 'null platform.report'],
])('%s gives nothing', (_, tail) => {
  expect(parseReport(tail)).toBeUndefined();
});

test("a function's own line that looks like a record is ignored", () => {
  const fake = 'REPORT RequestId: fake\tDuration: 1 ms\tBilled Duration: 1 ms\n';
  expect(parseReport(fake + TEXT)?.billedMs).toBe(200);
});
