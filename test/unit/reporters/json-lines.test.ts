import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { NO_TOTALS } from '../../../src/events/totals.ts';
import { createJsonLines } from '../../../src/reporters/json-lines.ts';
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

async function report(events: readonly RunEvent[]): Promise<string[]> {
  const written: string[] = [];
  const reporter = createJsonLines(async (text) => {
    written.push(text);
  });
  for (const event of events) await reporter.onEvent?.(event, NO_TOTALS);
  await reporter.stop?.();
  return written;
}

describe('createJsonLines', () => {
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

  it('writes many lines together, each of them whole and in order', async () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `key-${index}`);
    const written = await report(keys.map((key) => ({ ...COUNTED, key })));
    expect(written.length).toBeLessThan(20);
    for (const block of written) expect(block.endsWith('\n')).toBe(true);
    const lines = written.join('').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).key)).toEqual(keys);
  });

  it('fails after a delayed write has failed', async () => {
    const reporter = createJsonLines(async () => {
      throw new Error('no space');
    });
    await reporter.onEvent?.(COUNTED, NO_TOTALS);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    await expect(reporter.stop?.()).rejects.toThrow('no space');
  });

  it('writes soon, without waiting for more', async () => {
    const written: string[] = [];
    const reporter = createJsonLines(async (text) => {
      written.push(text);
    });
    await reporter.onEvent?.(COUNTED, NO_TOTALS);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    expect(written).toHaveLength(1);
  });
});
