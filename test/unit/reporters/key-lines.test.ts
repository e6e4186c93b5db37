import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { NO_TOTALS } from '../../../src/events/totals.ts';
import { createKeyLines } from '../../../src/reporters/key-lines.ts';
import { type DataFormat, keyFormat } from '../../../src/reporters/result-format.ts';
import { STARTED } from '../../support/sample-totals.ts';

const COUNTED: RunEvent = {
  type: 'object',
  key: 'a\n"b"\udcff',
  sizeBytes: 10,
  bytes: 20,
  lines: 1,
  words: 3,
  ms: 1.5,
  status: 'counted',
};

async function report(events: readonly RunEvent[], format: DataFormat = 'json'): Promise<string[]> {
  const written: string[] = [];
  const reporter = createKeyLines(keyFormat(format), async (text) => {
    written.push(text);
  });
  for (const event of events) await reporter.onEvent?.(event, NO_TOTALS);
  await reporter.stop?.();
  return written;
}

describe('createKeyLines', () => {
  it('writes one line for every object and nothing else', async () => {
    const written = await report([
      STARTED,
      { type: 'listed', objects: 2, sizeBytes: 20, complete: true },
      COUNTED,
      { type: 'reading', bytes: 5 },
      { ...COUNTED, key: 'b', status: 'failed', reason: 'vanished' },
      { type: 'warning', code: 'worker-died', message: 'm', keys: 1 },
      { type: 'run-ended', status: 'incomplete', elapsedMs: 5 },
    ]);
    const lines = written.join('').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
      ['key', 'sizeBytes', 'bytes', 'lines', 'words', 'ms', 'status'],
      ['key', 'sizeBytes', 'bytes', 'lines', 'words', 'ms', 'status', 'reason'],
    ]);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      key: 'a\n"b"\udcff',
      sizeBytes: 10,
      bytes: 20,
      lines: 1,
      words: 3,
      ms: 1.5,
      status: 'counted',
    });
  });

  it('writes nothing if there was no object', async () => {
    expect(await report([STARTED])).toEqual([]);
  });

  it.each([
    ['csv', 'key,status,reason,sizeBytes,bytes,lines,words,ms\r\n'],
    ['tsv', 'key\tstatus\treason\tsizeBytes\tbytes\tlines\twords\tms\n'],
    ['plain', ''],
  ] as const)('writes only the header as %s if there was no object', async (format, header) => {
    expect((await report([STARTED], format)).join('')).toBe(header);
  });

  it.each([
    ['csv', '"a\n""b""\\udcff",counted,,10,20,1,3,1.5\r\n'],
    ['tsv', 'a\\n"b"\\udcff\tcounted\t\t10\t20\t1\t3\t1.5\n'],
    ['plain', '1 3 20 a\\x0a"b"\\udcff\n'],
  ] as const)('writes an object as a line of %s', async (format, line) => {
    const written = (await report([COUNTED], format)).join('');
    expect(written.endsWith(line)).toBe(true);
  });

  it('marks what is not whole in every format', async () => {
    const lost: RunEvent = { ...COUNTED, key: 'k', status: 'partial', reason: 'truncated' };
    for (const format of ['json', 'csv', 'tsv', 'plain'] as const) {
      expect((await report([lost], format)).join('')).toContain('truncated');
    }
  });

  it('writes many lines together, each of them whole and in order', async () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `key-${index}`);
    const written = await report(keys.map((key) => ({ ...COUNTED, key })));
    expect(written.length).toBeLessThan(20);
    for (const block of written) expect(block.endsWith('\n')).toBe(true);
    const lines = written.join('').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).key)).toEqual(keys);
  });

  it('fails after a delayed write has failed', async () => {
    const reporter = createKeyLines(keyFormat('json'), async () => {
      throw new Error('no space');
    });
    await reporter.onEvent?.(COUNTED, NO_TOTALS);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    await expect(reporter.stop?.()).rejects.toThrow('no space');
  });

  it('writes soon, without waiting for more', async () => {
    const written: string[] = [];
    const reporter = createKeyLines(keyFormat('json'), async (text) => {
      written.push(text);
    });
    await reporter.onEvent?.(COUNTED, NO_TOTALS);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    expect(written).toHaveLength(1);
  });
});
