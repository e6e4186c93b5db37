import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { type AppendFile, createJournalWriter } from '../../../src/journal/journal-writer.ts';

/** A file in memory with room for some bytes; a write that does not fit writes a part, as disks do. */
function createDisk(roomBytes = Number.POSITIVE_INFINITY) {
  let content = Buffer.alloc(0);
  let room = roomBytes;
  const disk = {
    appends: 0,
    isClosed: false,
    text: () => content.toString(),
    free: (bytes: number) => {
      room = bytes;
    },
    file: {
      async append(bytes) {
        disk.appends += 1;
        await new Promise(setImmediate);
        const part = bytes.subarray(0, Math.max(0, room - content.length));
        content = Buffer.concat([content, part]);
        if (part.length < bytes.length) throw new Error('ENOSPC: no space left on device, write');
      },
      async cut(lengthBytes) {
        content = content.subarray(0, lengthBytes);
      },
      async close() {
        disk.isClosed = true;
      },
    } satisfies AppendFile,
  };
  return disk;
}

const line = (cause: string) => ({ type: 'stopped', cause }) as const;
const textOf = (...causes: string[]) =>
  causes
    .map((cause) => {
      const text = `{"type":"stopped","cause":"${cause}"`;
      return `${text},"crc":${crc32(text)}}\n`;
    })
    .join('');

it('writes lines in their order, those that come together at once', async () => {
  const disk = createDisk();
  const writer = createJournalWriter(disk.file, 0);
  writer.write(line('a'));
  writer.write(line('b'));
  expect(disk.appends).toBe(0);
  const flushed = writer.flush();
  writer.write(line('c'));
  await flushed;
  await writer.flush();
  expect(disk.text()).toBe(textOf('a', 'b', 'c'));
  expect(disk.appends).toBeLessThanOrEqual(2);
  writer.write(line('d'));
  await writer.close();
  expect(disk.text()).toBe(textOf('a', 'b', 'c', 'd'));
  expect(disk.isClosed).toBe(true);
});

it('writes by itself soon after a line came', async () => {
  const disk = createDisk();
  createJournalWriter(disk.file, 0).write(line('a'));
  while (disk.text() === '') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(disk.text()).toBe(textOf('a'));
});

it('leaves whole lines alone when the disk is full, and tells of it once', async () => {
  const disk = createDisk(75);
  const writer = createJournalWriter(disk.file, 0);
  const causes: string[] = [];
  writer.onFailure((cause) => causes.push(cause));
  writer.write(line('a'));
  await writer.flush();
  for (const cause of ['b', 'c']) {
    writer.write(line(cause));
    await writer.flush();
  }
  expect(disk.text()).toBe(textOf('a'));
  expect(causes).toEqual(['ENOSPC: no space left on device, write']);
  // There is room again, but what is missing in between must not be passed over.
  disk.free(1_000);
  writer.write(line('d'));
  await writer.close();
  expect(disk.text()).toBe(textOf('a'));
  expect(causes).toHaveLength(1);
  // Nor is anybody told too late.
  writer.onFailure((cause) => causes.push(cause));
  expect(causes).toHaveLength(2);
});

it('says at the end of the journal why it ends, if there is room for it', async () => {
  const disk = createDisk(150);
  const writer = createJournalWriter(disk.file, 0);
  writer.write(line('a'));
  await writer.flush();
  writer.write(line('b'.repeat(100)));
  await writer.close();
  expect(disk.text()).toBe(textOf('a', 'ENOSPC: no space left on device, write'));
});

it('keeps what was there when it takes a line back', async () => {
  const disk = createDisk(70);
  await disk.file.append(Buffer.from(textOf('a')));
  const writer = createJournalWriter(disk.file, textOf('a').length);
  writer.write(line('b'));
  await writer.close();
  expect(disk.text()).toBe(textOf('a'));
});

it('gives up when the disk is too slow for the run, with what is written', async () => {
  const disk = createDisk();
  const writer = createJournalWriter(disk.file, 0, 75);
  const causes: string[] = [];
  writer.onFailure((cause) => causes.push(cause));
  writer.write(line('a'));
  await writer.flush();
  writer.write(line('b'));
  writer.write(line('c'));
  expect(causes).toEqual(['the disk is too slow']);
  await writer.close();
  expect(disk.text()).toBe(textOf('a', 'the disk is too slow'));
});
