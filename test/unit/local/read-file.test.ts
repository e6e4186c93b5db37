import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReadError } from '../../../src/errors/read-error.ts';
import { readFile } from '../../../src/local/read-file.ts';
import { seededBytes } from '../../support/seeded.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';
import { asUnprivileged } from '../../support/unprivileged.ts';

const CHUNK_BYTES = 128 * 1024;
const CONTENT = seededBytes(4 * CHUNK_BYTES + 1_000);

function createFile(content: Uint8Array = CONTENT): string {
  const root = createTemporaryFolder();
  writeFileSync(join(root, 'file'), content);
  return root;
}

/** All that can be read, and the error that ended it. */
function readAll(root: string, sizeBytes: number, start = 0, end = sizeBytes, key = 'file') {
  const chunks: Buffer[] = [];
  let error: ReadError | undefined;
  try {
    for (const chunk of readFile(root, { key, sizeBytes }, start, end)) {
      chunks.push(Buffer.from(chunk));
    }
  } catch (cause) {
    error = cause as ReadError;
  }
  return { bytes: Buffer.concat(chunks), error };
}

describe('readFile', () => {
  it.each([1, 1_000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, CONTENT.length])(
    'gives all of %i bytes',
    (length) => {
      const content = CONTENT.subarray(0, length);
      const { bytes, error } = readAll(createFile(content), length);
      expect(error).toBeUndefined();
      expect(bytes.equals(content)).toBe(true);
    },
  );

  it('gives just the bytes of a range', () => {
    const root = createFile();
    for (const [start, end] of [
      [0, 1],
      [5, 5],
      [100, 300_000],
      [CHUNK_BYTES, CONTENT.length],
    ] as const) {
      const { bytes, error } = readAll(root, CONTENT.length, start, end);
      expect(error).toBeUndefined();
      expect(bytes.equals(CONTENT.subarray(start, end))).toBe(true);
    }
  });

  it('reads several files at a time without mixing them', () => {
    const contents = [1, 2, 3].map((seed) => seededBytes(300_000, seed));
    const sizeBytes = 300_000;
    const readers = contents.map((content) =>
      readFile(createFile(content), { key: 'file', sizeBytes }, 0, sizeBytes),
    );
    const read: Buffer[][] = contents.map(() => []);
    for (let round = 0; round < 3; round += 1) {
      const chunks = readers.map((reader) => reader.next().value as Uint8Array | undefined);
      for (const [index, chunk] of chunks.entries()) {
        if (chunk) read[index]?.push(Buffer.from(chunk));
      }
    }
    for (const [index, content] of contents.entries()) {
      expect(Buffer.concat(read[index] ?? []).equals(content)).toBe(true);
    }
  });

  it('gives only the listed bytes of a file that has grown', () => {
    const root = createFile();
    appendFileSync(join(root, 'file'), 'more');
    const { bytes, error } = readAll(root, CONTENT.length);
    expect(error).toBeUndefined();
    expect(bytes.equals(CONTENT)).toBe(true);
  });

  it('gives all bytes of a file that has shrunk, and reports it', () => {
    const root = createFile();
    truncateSync(join(root, 'file'), 1_000);
    const { bytes, error } = readAll(root, CONTENT.length);
    expect(bytes.equals(CONTENT.subarray(0, 1_000))).toBe(true);
    expect(error).toMatchObject({ code: 'shrunk', retryable: false });
    expect(error?.message).toContain('1000');
  });

  it('reports a file that shrinks while it is read', () => {
    const root = createFile();
    const reader = readFile(root, { key: 'file', sizeBytes: CONTENT.length }, 0, CONTENT.length);
    expect(reader.next().value).toHaveLength(CHUNK_BYTES);
    truncateSync(join(root, 'file'), 10);
    expect(() => reader.next()).toThrow(expect.objectContaining({ code: 'shrunk' }));
  });

  it('reads on in a file that is deleted while it is read', () => {
    const root = createFile();
    const reader = readFile(root, { key: 'file', sizeBytes: CONTENT.length }, 0, CONTENT.length);
    const first = Buffer.from(reader.next().value as Uint8Array);
    rmSync(join(root, 'file'));
    const rest = [...reader].map((chunk) => chunk.length);
    expect(first.length + rest.reduce((sum, length) => sum + length, 0)).toBe(CONTENT.length);
  });

  it('reads a file of listed size 0 to its end, because /proc does not tell sizes', () => {
    expect(readAll(createFile(Buffer.of()), 0)).toEqual({ bytes: Buffer.of(), error: undefined });
    expect(readAll(createFile(), 0).bytes.equals(CONTENT)).toBe(true);
    const { bytes, error } = readAll('/proc', 0, 0, 0, 'version');
    expect(error).toBeUndefined();
    expect(bytes.equals(readFileSync('/proc/version'))).toBe(true);
  });
});

describe('readFile on unreadable files', () => {
  it('reports a file as vanished if it or its folder is gone, or its folder is now a file', () => {
    const root = createFile();
    for (const key of ['missing', 'missing/file', 'file/below']) {
      const { bytes, error } = readAll(root, 10, 0, 10, key);
      expect(error, key).toMatchObject({ code: 'vanished', retryable: false });
      expect(bytes).toHaveLength(0);
    }
  });

  it('reports a file as changed if it has become a link or a folder', () => {
    const root = createFile();
    symlinkSync(join(root, 'file'), join(root, 'link'));
    mkdirSync(join(root, 'folder'));
    for (const key of ['link', 'folder']) {
      expect(readAll(root, 10, 0, 10, key).error, key).toMatchObject({ code: 'changed' });
    }
  });

  it('does not wait at a file that has become a pipe', () => {
    const root = createTemporaryFolder();
    execFileSync('mkfifo', [join(root, 'file')]);
    expect(readAll(root, 10).error).toMatchObject({ code: 'changed', retryable: false });
  });

  it('reports when reading is not permitted', async () => {
    const root = createFile();
    chmodSync(root, 0o755);
    chmodSync(join(root, 'file'), 0o000);
    const { error } = await asUnprivileged(async () => readAll(root, CONTENT.length));
    expect(error).toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('leaves no file open, however reading ends', () => {
    const openFiles = () =>
      execFileSync('ls', [`/proc/${process.pid}/fd`])
        .toString()
        .split('\n').length;
    const root = createFile();
    const before = openFiles();
    for (let round = 0; round < 50; round += 1) {
      readAll(root, CONTENT.length);
      readAll(root, CONTENT.length + 5);
      readAll(root, 5, 0, 5, 'missing');
      for (const _ of readFile(root, { key: 'file', sizeBytes: CONTENT.length }, 0, 9)) break;
    }
    expect(openFiles()).toBeLessThan(before + 20);
  });
});
