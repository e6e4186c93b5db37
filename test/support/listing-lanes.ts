// Lists a bucket in lanes, by the SDK's genuine client from a server in memory.

import { expect } from 'vitest';
import { connectToS3, type S3Connection } from '../../src/aws/s3-client.ts';
import { createS3Store } from '../../src/aws/s3-store.ts';
import { UserError } from '../../src/errors/user-error.ts';
import type { FoundObject } from '../../src/protocol/ports.ts';
import { createHurriedClock } from './hurried-clock.ts';
import { inS3Order, KEY_SHAPES } from './key-shapes.ts';
import {
  createListingServer,
  type ListingServer,
  type ListingServerOptions,
} from './listing-server.ts';
import { seededRandom } from './seeded.ts';

export const PAGE_KEYS = 20;
export const HASHES = inS3Order(KEY_SHAPES.hashes?.(2_000, seededRandom()) ?? []);
export const NUMBERS = Array.from({ length: 400 }, (_, number) => String(number));
export const MANY_HASHES = inS3Order(KEY_SHAPES.hashes?.(5_000, seededRandom()) ?? []);

/** Lets as many turns of the event loop pass. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((next) => setImmediate(next));
}

export interface Listed {
  readonly keys: readonly string[];
  readonly error: UserError | undefined;
  readonly server: ListingServer;
  readonly connection: S3Connection;
}

export interface ListOptions extends Partial<ListingServerOptions> {
  readonly lanes?: number;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly onPage?: (page: readonly FoundObject[], server: ListingServer) => Promise<void> | void;
  readonly signal?: AbortSignal;
}

export async function list(keys: readonly string[], options: ListOptions = {}): Promise<Listed> {
  const { lanes = 8, bucket = 'b', prefix = '', onPage, signal, ...others } = options;
  const server = createListingServer(keys, { pageKeys: PAGE_KEYS, ...others });
  const { requestHandler } = server;
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const clock = createHurriedClock();
  const settings = { region: 'r', credentials, requestHandler, clock, random: () => 0.5 };
  const connection = connectToS3(settings);
  const store = createS3Store({ kind: 's3', bucket }, connection, lanes);
  const listed: string[] = [];
  let error: UserError | undefined;
  try {
    for await (const page of store.list(prefix, signal ?? new AbortController().signal)) {
      listed.push(...page.map(({ key }) => key));
      await onPage?.(page, server);
    }
  } catch (cause) {
    expect(cause).toBeInstanceOf(UserError);
    error = cause as UserError;
  }
  return { keys: listed, error, server, connection };
}

/** Each key once, in whatever order. */
export function expectAll({ keys, error }: Listed, expected: readonly string[]): void {
  expect(error).toBeUndefined();
  expect(inS3Order(keys)).toEqual(inS3Order(expected));
  expect(keys.length).toBe(expected.length);
}

export const startAfters = ({ server }: Listed) =>
  server.asked.filter((query) => query['start-after'] !== undefined).length;
