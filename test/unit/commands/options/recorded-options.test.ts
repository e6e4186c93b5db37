import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { restoreOptions, toRequest } from '../../../../src/commands/options/recorded-options.ts';
import type { EngineOptions } from '../../../../src/engines/engine-options.ts';

const OPTIONS: EngineOptions = {
  bucket: 'logs',
  engine: 'lambda',
  name: 'wordcount',
  invoke: 'auto',
  requesterPays: false,
  prefix: '2026/',
  include: ['**/*.gz', 'b'],
  words: 'wc',
  taskSize: 500,
  sliceSize: 1024,
  endpointUrl: 'http://127.0.0.1:9000',
};

function restore(given: Partial<EngineOptions>, typed = Object.keys(given)) {
  const request = JSON.parse(JSON.stringify(toRequest(OPTIONS)));
  return restoreOptions('ID', request, { taskSize: 1, words: 'article', ...given }, (name) =>
    typed.includes(name),
  );
}

it('restores all options, whatever the defaults of this command are', () => {
  expect(restore({})).toEqual(OPTIONS);
});

it('takes options that may be given anew, if they are typed', () => {
  expect(restore({ concurrency: 7, taskSize: 20, profile: 'p' })).toEqual({
    ...OPTIONS,
    concurrency: 7,
    taskSize: 20,
    profile: 'p',
  });
  expect(restore({ concurrency: 7 }, [])).toEqual(OPTIONS);
});

it('takes what is typed as it was, and refuses anything else that decides what is counted', () => {
  expect(restore({ bucket: 'logs', include: ['**/*.gz', 'b'] })).toEqual(OPTIONS);
  const refused: Partial<EngineOptions>[] = [
    { bucket: 'other' },
    { dir: '.' },
    { prefix: '' },
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

it('records no credentials', () => {
  for (const endpointUrl of ['https://ann:secret@s3.example.org', 'http://ann@10.0.0.1:9000/x']) {
    expect(toRequest({ ...OPTIONS, endpointUrl })).not.toHaveProperty('endpointUrl');
  }
  const options = { ...OPTIONS, token: 'secret', debug: true, json: true };
  expect(Object.keys(toRequest(options)).toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
});
