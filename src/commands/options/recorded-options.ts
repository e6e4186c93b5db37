// The options of a run that its journal keeps, and what becomes of them when the run is resumed.

import { resolve } from 'node:path';
import type { EngineOptions } from '../../engines/engine-options.ts';
import { otherThanJournal } from '../../errors/journal-error.ts';

/**
 * `same`: what is counted depends on it, so it cannot be changed. `free`: it can be given anew. None of
 * them is secret, but for credentials in a URL.
 */
const RECORDED: Readonly<Record<keyof EngineOptions, 'same' | 'free'>> = {
  dir: 'same',
  bucket: 'same',
  prefix: 'same',
  include: 'same',
  exclude: 'same',
  words: 'same',
  as: 'same',
  engine: 'same',
  endpointUrl: 'same',
  allowEmpty: 'free',
  requesterPays: 'free',
  name: 'free',
  invoke: 'free',
  concurrency: 'free',
  taskSize: 'free',
  sliceSize: 'free',
  region: 'free',
  profile: 'free',
  priceGbSecond: 'free',
  priceInvocations: 'free',
  priceS3Get: 'free',
  priceS3List: 'free',
};

export function toRequest(options: EngineOptions): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const name of recordedNames()) {
    const value = normalise(name, options[name]);
    if (value !== undefined) request[name] = value;
  }
  return request;
}

/**
 * The options of a run that is resumed. `given` are those of the command line, and `isTyped` says which
 * of them were typed there.
 * @throws {UserError} when one was typed that the run was not asked.
 */
export function restoreOptions(
  id: string,
  request: Readonly<Record<string, unknown>>,
  given: Partial<EngineOptions>,
  isTyped: (name: string) => boolean,
): EngineOptions {
  const restored: Record<string, unknown> = {};
  for (const name of recordedNames()) {
    const value = isTyped(name) ? normalise(name, given[name]) : undefined;
    if (value !== undefined && RECORDED[name] === 'same' && !isSame(value, request[name])) {
      throw otherThanJournal(optionOf(name), id, describe(request[name]));
    }
    const kept = value ?? request[name];
    if (kept !== undefined) restored[name] = kept;
  }
  return restored as unknown as EngineOptions;
}

export function recordedNames(): (keyof EngineOptions)[] {
  return Object.keys(RECORDED) as (keyof EngineOptions)[];
}

function normalise(name: keyof EngineOptions, value: unknown): unknown {
  if (name === 'dir' && typeof value === 'string') return resolve(value);
  if (name === 'endpointUrl' && typeof value === 'string' && hasCredentials(value)) {
    return undefined;
  }
  return value;
}

function hasCredentials(url: string): boolean {
  return /^[^/]*\/\/[^/]*@/.test(url);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (part) => `-${part.toLowerCase()}`)}`;
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
