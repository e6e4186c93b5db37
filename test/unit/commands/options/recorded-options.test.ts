import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { restoreOptions, toRequest } from '../../../../src/commands/options/recorded-options.ts';
import type { EngineOptions } from '../../../../src/engines/engine-options.ts';
import { fixTimes } from '../../../../src/engines/fix-times.ts';

const OPTIONS: EngineOptions = {
  bucket: 'logs',
  engine: 'lambda',
  name: 'wordcount',
  invoke: 'auto',
  requesterPays: false,
  signRequest: true,
  prefixes: ['2026/'],
  include: ['**/*.gz', 'b'],
  words: 'wc',
  taskSize: 500,
  listConcurrency: 16,
  sliceSize: 1024,
  hedge: 2,
  endpointUrl: 'http://127.0.0.1:9000',
};

const STARTED_MS = Date.UTC(2026, 10, 26);

function restore(typed: Partial<EngineOptions>, options = OPTIONS) {
  const fixed = fixTimes(options, STARTED_MS);
  const request = JSON.parse(JSON.stringify(toRequest(fixed)));
  return restoreOptions({ id: 'ID', request, startedMs: STARTED_MS }, typed);
}

it('restores all options that are not typed', () => {
  expect(restore({})).toEqual(OPTIONS);
});

it('takes options that may be given anew, if they are typed', () => {
  expect(restore({ concurrency: 7, taskSize: 20, profile: 'p' })).toEqual({
    ...OPTIONS,
    concurrency: 7,
    taskSize: 20,
    profile: 'p',
  });
});

it('takes what is typed as it was, and refuses anything else that decides what is counted', () => {
  expect(restore({ bucket: 'logs', include: ['**/*.gz', 'b'] })).toEqual(OPTIONS);
  const refused: Partial<EngineOptions>[] = [
    { bucket: 'other' },
    { dir: '.' },
    { prefixes: [''] },
    { prefixes: ['2026/', '2025/'] },
    { paths: ['a', 'b'] },
    { inventory: 's3://inventories/manifest.json' },
    { key: ['a'] },
    { keysFrom: 'keys.txt' },
    { null: true },
    { includeFrom: ['a'] },
    { excludeFrom: ['a'] },
    { minSize: 1 },
    { maxSize: 2 },
    { newerThan: { agoMs: 1 } },
    { olderThan: { atMs: 1 } },
    { storageClass: ['STANDARD'] },
    { include: ['b'] },
    { exclude: ['c'] },
    { words: 'identifier' },
    { as: 'plain' },
    { engine: 'local' },
    { endpointUrl: 'http://127.0.0.1:9001' },
  ];
  for (const given of refused) {
    expect(() => restore(given), JSON.stringify(given)).toThrow('is not what run ID was asked');
  }
  expect(() => restore({ endpointUrl: 'http://other' })).toThrow(
    '--endpoint-url is not what run ID was asked ("http://127.0.0.1:9000"). Leave it out',
  );
  expect(() => restore({ as: 'plain' })).toThrow('--as is not what run ID was asked (nothing).');
});

it('records a folder by its whole path', () => {
  expect(toRequest({ ...OPTIONS, dir: 'logs' })).toMatchObject({ dir: resolve('logs') });
});

it('takes one folder for the same, whether it is named as a source or by an option', () => {
  const { bucket: _, ...others } = OPTIONS;
  const byOption = { ...others, dir: resolve('logs') };
  const bySource = { ...others, paths: [resolve('logs')] };
  expect(restore({ paths: ['logs'] }, byOption)).toEqual(byOption);
  expect(restore({ dir: './logs' }, bySource)).toEqual(bySource);
  expect(restore({ paths: ['logs'] }, bySource)).toEqual(bySource);
  expect(() => restore({ paths: ['logs', 'b'] }, bySource)).toThrow(
    `The source is not what run ID was asked ("${resolve('logs')}")`,
  );
  expect(() => restore({ paths: ['logs'] })).toThrow(
    'The source is not what run ID was asked ("logs")',
  );
});

it('keeps the times that an age meant when the run began', () => {
  const day = 86_400_000;
  const options = { ...OPTIONS, newerThan: { agoMs: 7 * day } };
  const restored = { ...OPTIONS, newerThan: { atMs: Date.UTC(2026, 10, 19) } };
  expect(restore({}, options)).toEqual(restored);
  expect(restore({ newerThan: { agoMs: 7 * day } }, options)).toEqual(restored);
  expect(() => restore({ newerThan: { agoMs: 8 * day } }, options)).toThrow(
    '--newer-than is not what run ID was asked (2026-11-19T00:00:00.000Z)',
  );
});

it('asks for keys again that can be read only once, and takes them from another list then', () => {
  for (const keysFrom of ['-', '/dev/fd/63']) {
    const options = { ...OPTIONS, keysFrom };
    expect(() => restore({}, options)).toThrow('Give them again with --keys-from.');
    expect(restore({ keysFrom: '-' }, options)).toEqual({ ...OPTIONS, keysFrom: '-' });
    const list = resolve('keys.txt');
    expect(restore({ keysFrom: 'keys.txt' }, options)).toEqual({ ...OPTIONS, keysFrom: list });
  }
  const listed = { ...OPTIONS, keysFrom: resolve('keys.txt') };
  expect(restore({ keysFrom: 'keys.txt' }, { ...OPTIONS, keysFrom: 'keys.txt' })).toEqual(listed);
});

it('records no credentials', () => {
  for (const endpointUrl of ['https://ann:secret@s3.example.org', 'http://ann@10.0.0.1:9000/x']) {
    expect(toRequest({ ...OPTIONS, endpointUrl })).not.toHaveProperty('endpointUrl');
  }
  const options = { ...OPTIONS, token: 'secret', debug: true, json: true };
  expect(Object.keys(toRequest(options)).toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
});
