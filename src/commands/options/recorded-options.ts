// The options of a run that its journal keeps, and what becomes of them when the run is resumed.

import { resolve } from 'node:path';
import type { EngineOptions } from '../../engines/engine-options.ts';
import { fixTimes } from '../../engines/fix-times.ts';
import { keysNotKept, otherThanJournal } from '../../errors/journal-error.ts';

type Name = keyof EngineOptions;

/**
 * `same`: what is counted depends on it, so it cannot be changed. `free`: it can be given anew. None of
 * them is secret, but for credentials in a URL.
 */
const RECORDED: Readonly<Record<Name, 'same' | 'free'>> = {
  dir: 'same',
  bucket: 'same',
  paths: 'same',
  inventory: 'same',
  prefixes: 'same',
  key: 'same',
  keysFrom: 'same',
  null: 'same',
  include: 'same',
  exclude: 'same',
  includeFrom: 'same',
  excludeFrom: 'same',
  minSize: 'same',
  maxSize: 'same',
  newerThan: 'same',
  olderThan: 'same',
  storageClass: 'same',
  words: 'same',
  as: 'same',
  engine: 'same',
  endpointUrl: 'same',
  addressing: 'free',
  signRequest: 'free',
  allowEmpty: 'free',
  requesterPays: 'free',
  name: 'free',
  invoke: 'free',
  concurrency: 'free',
  leave: 'free',
  taskSize: 'free',
  sliceSize: 'free',
  hedge: 'free',
  region: 'free',
  profile: 'free',
  priceGbSecond: 'free',
  priceInvocations: 'free',
  priceS3Get: 'free',
  priceS3List: 'free',
};

/** What an earlier part of the run was asked, and when the run began. */
export interface Recorded {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** In milliseconds since 1970. */
  readonly startedMs: number;
}

/** Times must be fixed already. */
export function toRequest(options: EngineOptions): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const name of recordedNames()) {
    const value = normalise(name, options[name]);
    if (value !== undefined) request[name] = value;
  }
  return request;
}

/**
 * The options of a run that is resumed. `typed` are those of the command line.
 * @throws {UserError} when one was typed that the run was not asked, or its keys are not known any more.
 */
export function restoreOptions(
  { id, request, startedMs }: Recorded,
  typed: Partial<EngineOptions>,
): EngineOptions {
  const asked = fixTimes(withSource(typed, request), startedMs);
  const isStream = isStreamName(request.keysFrom);
  if (isStream && asked.keysFrom === undefined) throw keysNotKept(id, String(request.keysFrom));
  const restored: Record<string, unknown> = {};
  for (const name of recordedNames()) {
    const value = normalise(name, asked[name]);
    // The keys of a stream cannot be compared.
    const isFixed = RECORDED[name] === 'same' && !(name === 'keysFrom' && isStream);
    if (value !== undefined && isFixed && !isSame(value, request[name])) {
      throw otherThanJournal(optionOf(name), id, describe(name, request));
    }
    const kept = value ?? request[name];
    if (kept !== undefined) restored[name] = kept;
  }
  return restored as unknown as EngineOptions;
}

export function recordedNames(): Name[] {
  return Object.keys(RECORDED) as Name[];
}

/** One folder may be named as a source or by `--dir`. */
function withSource(
  typed: Partial<EngineOptions>,
  request: Recorded['request'],
): Partial<EngineOptions> {
  const { dir, paths, ...others } = typed;
  const [path, more] = paths ?? [];
  if (dir !== undefined && 'paths' in request) return { ...others, paths: [dir] };
  const isOne = path !== undefined && more === undefined;
  return isOne && 'dir' in request ? { ...others, dir: path } : typed;
}

function normalise(name: Name, value: unknown): unknown {
  if (name === 'dir' && typeof value === 'string') return resolve(value);
  if (name === 'paths' && Array.isArray(value)) return value.map((path) => resolve(path));
  if (name === 'keysFrom' && typeof value === 'string' && value !== '-') return resolve(value);
  if (name === 'endpointUrl' && typeof value === 'string' && hasCredentials(value)) {
    return undefined;
  }
  return value;
}

/** Whether it can be read only once: standard input, or what a shell makes of `<(…)`. */
function isStreamName(path: unknown): boolean {
  return typeof path === 'string' && (path === '-' || /^\/(dev|proc)\//.test(path));
}

function hasCredentials(url: string): boolean {
  return /^[^/]*\/\/[^/]*@/.test(url);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const OPTION_NAMES: Partial<Record<Name, string>> = { paths: 'The source', prefixes: '--prefix' };

function optionOf(name: Name): string {
  return OPTION_NAMES[name] ?? `--${name.replace(/[A-Z]/g, (part) => `-${part.toLowerCase()}`)}`;
}

function describe(name: Name, request: Recorded['request']): string {
  const { dir, bucket, paths, inventory } = request;
  const isSource = name === 'dir' || name === 'bucket' || name === 'paths';
  const value = isSource ? (dir ?? paths ?? bucket ?? inventory) : request[name];
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(each)).join(', ');
  const { atMs } = value as { readonly atMs?: number };
  return atMs === undefined ? JSON.stringify(value) : new Date(atMs).toISOString();
}
