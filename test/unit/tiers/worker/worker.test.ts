import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../../../../src/errors/read-error.ts';
import { parseWorkerFrame, type WorkerFrame } from '../../../../src/protocol/frame.ts';
import { PROTOCOL_VERSION, type WorkerRequest } from '../../../../src/protocol/request.ts';
import { work } from '../../../../src/tiers/worker/worker.ts';
import { thenThrow } from '../../../fixtures/byte-sources.ts';
import { createVirtualClock } from '../../../fixtures/virtual-clock.ts';
import { blockedGzip } from '../../../support/blocked-gzip.ts';
import { collect } from '../../../support/collect.ts';
import { createMemoryStore, type MemoryStore } from '../../../support/memory-store.ts';
import { articleReference, wcReference } from '../../../support/reference-counts.ts';
import { seededBytes, seededText } from '../../../support/seeded.ts';

function requestFor(store: MemoryStore, changes: Partial<WorkerRequest> = {}): WorkerRequest {
  return {
    protocol: PROTOCOL_VERSION,
    source: { kind: 'directory', path: '/' },
    words: 'wc',
    reportEveryMs: 100,
    inFlight: 4,
    slices: store.refs().map((ref) => ({ ...ref, start: 0, end: ref.sizeBytes })),
    ...changes,
  };
}

function start(
  store: MemoryStore,
  changes: Partial<WorkerRequest> = {},
  clock = createVirtualClock(),
) {
  return work(requestFor(store, changes), { store, clock, requestId: 'r-1' });
}

type SliceFrame = Extract<WorkerFrame, { type: 'count' | 'failed' }>;

/** The frames about slices, in the order of the slices. */
async function workOn(store: MemoryStore, changes: Partial<WorkerRequest> = {}) {
  const frames = await collect(start(store, changes));
  return frames
    .filter((frame): frame is SliceFrame => frame.type === 'count' || frame.type === 'failed')
    .sort((a, b) => a.slice - b.slice);
}

describe('work', () => {
  it('answers with hello, a count for every slice, and end', async () => {
    const texts = ['', 'one', 'two words\n', 'three\nlines\n', 'x'.repeat(5_000)];
    const store = createMemoryStore(Object.fromEntries(texts.map((text, i) => [`${i}`, text])));
    const frames = await collect(start(store));
    expect(frames[0]).toMatchObject({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      requestId: 'r-1',
    });
    expect(frames.at(-1)).toEqual({ type: 'end' });
    const counts = frames.filter((frame) => frame.type === 'count');
    expect(counts.map(({ slice }) => slice).sort()).toEqual([0, 1, 2, 3, 4]);
    for (const { slice, count } of counts) {
      expect(count).toMatchObject(wcReference(Buffer.from(texts[slice] ?? '')));
    }
  });

  it('passes the frames of many small objects on in few lists', async () => {
    const text = 'some words';
    const keys = Array.from({ length: 200 }, (_, index) => `${index}`);
    const store = createMemoryStore(Object.fromEntries(keys.map((key) => [key, text])));
    const atOnce = { ...store, readAtOnce: () => Buffer.from(text) };
    const ports = { store: atOnce, clock: createVirtualClock(), requestId: 'r-1' };
    const lists = await collect(work(requestFor(store), ports).lists());
    expect(lists.flat().filter(({ type }) => type === 'count')).toHaveLength(keys.length);
    expect(lists.length).toBeLessThan(20);
  });

  it('answers in frames that the protocol allows', async () => {
    const store = createMemoryStore({
      a: 'text',
      'b.gz': 'no gzip',
      c: () => thenThrow(Buffer.from('x'), new ReadError('shrunk', 'm', { retryable: false })),
    });
    for (const frame of await collect(start(store))) expect(parseWorkerFrame(frame)).toEqual(frame);
  });

  it('answers a request for nothing', async () => {
    const types = (await collect(start(createMemoryStore({})))).map(({ type }) => type);
    expect(types).toEqual(['hello', 'end']);
  });

  it('counts by the rule that is asked for', async () => {
    const text = seededText(2_000);
    const [frame] = await workOn(createMemoryStore({ a: gzipSync(text) }), { words: 'article' });
    expect(frame?.count).toMatchObject(articleReference(text));
  });

  it('reads just the bytes of a slice', async () => {
    const store = createMemoryStore({ a: 'one two three' });
    const slice = { key: 'a', sizeBytes: 13, start: 2, end: 9, format: 'plain' };
    const [frame] = await workOn(store, { slices: [slice] });
    expect(frame?.count).toEqual({
      bytes: 7,
      lines: 0,
      words: 3,
      startsInWord: true,
      endsInWord: true,
    });
  });

  it('tells of each slice that failed how, and counts the others', async () => {
    const text = seededText(2_000);
    const store = createMemoryStore({
      sound: 'one two',
      gone: 'listed',
      shrunk: () => thenThrow(text, new ReadError('shrunk', 'ends', { retryable: false })),
      flaky: () =>
        thenThrow(Buffer.from('a'), new ReadError('read-failed', 'lost', { retryable: true })),
      'fake.gz': 'not gzip at all',
      'cut.gz': gzipSync('some text').subarray(0, 20),
      last: 'three',
    });
    const request = requestFor(store);
    store.objects.delete('gone');
    const frames = await workOn(store, { slices: request.slices, inFlight: 2 });
    expect(frames).toMatchObject([
      { type: 'count', count: { words: 2 } },
      { type: 'failed', code: 'vanished', retryable: false, count: { bytes: 0 } },
      {
        type: 'failed',
        code: 'shrunk',
        message: 'ends',
        retryable: false,
        count: wcReference(text),
      },
      { type: 'failed', code: 'read-failed', retryable: true },
      { type: 'count', remark: 'not-as-named', count: { words: 4 } },
      { type: 'failed', code: 'truncated', retryable: false },
      { type: 'count', count: { words: 1 } },
    ]);
  });

  it('reads as many slices at a time as it may, and not more', async () => {
    let open = 0;
    let most = 0;
    const source = async function* () {
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      yield Buffer.from('text');
      open -= 1;
    };
    const store = createMemoryStore(
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`, source])),
    );
    expect(await workOn(store, { inFlight: 3 })).toHaveLength(20);
    expect(most).toBe(3);
    expect(open).toBe(0);
  });

  it('says regularly that it is alive, and how much it has read of what is not finished', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const store = createMemoryStore({
      slow: async function* () {
        yield Buffer.alloc(700, 'x');
        await released;
        yield Buffer.alloc(20, 'x');
      },
    });
    const reading: number[] = [];
    let bytes = 0;
    let last: WorkerFrame | undefined;
    for await (const frame of start(store)) {
      if (frame.type === 'heartbeat') reading.push(frame.readingBytes);
      if (reading.length === 5) release();
      if (frame.type === 'count' || frame.type === 'checkpoint') bytes += frame.count.bytes;
      last = frame;
    }
    expect(reading.slice(1, 5)).toEqual([700, 700, 700, 700]);
    expect(bytes).toBe(720);
    expect(last).toEqual({ type: 'end' });
  });

  it('says with each part what is odd, for it may be the last word', async () => {
    const clock = createVirtualClock();
    const text = seededText(3_000);
    const source = async function* () {
      for (const at of [0, 1_000, 2_000]) {
        yield text.subarray(at, at + 1_000);
        clock.advance(100);
      }
    };
    const frames = await collect(start(createMemoryStore({ 'a.gz': source }), {}, clock));
    const parts = frames.filter((frame) => frame.type === 'checkpoint');
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      expect(part).toMatchObject({ format: 'plain', remark: 'not-as-named' });
    }
  });

  it('says of each part where it begins and ends, without a gap', async () => {
    const clock = createVirtualClock();
    const text = seededText(5_000);
    const source = async function* () {
      for (let at = 0; at < text.length; at += 1_000) {
        yield text.subarray(at, at + 1_000);
        clock.advance(60);
      }
    };
    const frames = await collect(start(createMemoryStore({ a: source }), {}, clock));
    const parts = frames.filter((frame) => frame.type === 'checkpoint' || frame.type === 'count');
    expect(parts.length).toBeGreaterThan(2);
    let at = 0;
    for (const { start: begin, next, count } of parts) {
      expect(begin).toEqual({ at });
      expect(count).toMatchObject(wcReference(text.subarray(at, next.at)));
      at = next.at;
    }
    expect(at).toBe(text.length);
  });

  it('lets go of everything it reads when it is stopped', async () => {
    let open = 0;
    const endless = async function* () {
      open += 1;
      try {
        while (true) {
          await new Promise(setImmediate);
          yield Buffer.from('text ');
        }
      } finally {
        open -= 1;
      }
    };
    const frames = start(createMemoryStore({ a: endless, b: endless, c: 'x' }), { inFlight: 3 });
    for await (const frame of frames) if (frame.type === 'count') break;
    expect(open).toBe(0);
  });

  it('says how far it came within a member less often, and less the more it has said', async () => {
    const clock = createVirtualClock();
    const noise = seededBytes(2_500_000);
    const store = createMemoryStore({ 'noise.gz': gzipSync(noise, { level: 0 }) });
    const read: MemoryStore['read'] = async function* (...args) {
      for await (const chunk of store.read(...args)) {
        clock.advance(10);
        yield chunk;
      }
    };
    const toldAt: number[] = [];
    let length = 0;
    for await (const frame of start({ ...store, read }, {}, clock)) {
      if (frame.type !== 'checkpoint') continue;
      toldAt.push(clock.now());
      length += frame.next.decoderState?.length ?? 0;
    }
    const pauses = toldAt.map((at, index) => at - (toldAt[index - 1] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
    expect(pauses.at(-1)).toBeGreaterThan(3_000);
    expect(pauses.length).toBeGreaterThan(4);
    expect(length).toBeGreaterThan(40_000 * pauses.length);
  });

  it.each(['k', 'k.gz'])('reads of %s no more than what is its own by its name', async (key) => {
    const text = key === 'k' ? seededText(90_000) : blockedGzip(seededText(300_000), 2_000);
    const store = createMemoryStore({ [key]: text });
    const ends: number[] = [];
    const read: MemoryStore['read'] = (object, from, to, signal) => {
      ends.push(to);
      return store.read(object, from, to, signal);
    };
    const frames = await collect(start({ ...store, read }, { sliceBytes: text.length / 4 }));
    const cut = frames.find((frame) => frame.type === 'split')?.starts[0];
    expect(cut).toBeGreaterThan(0);
    expect(ends[0]).toBe(cut);
  });
});
