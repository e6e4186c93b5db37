import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import type { JournalLine } from '../../../src/journal/journal-line.ts';
import { readJournal } from '../../../src/journal/read-journal.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const HEADER = seal(
  '{"type":"journal","format":1,"id":"i","program":"0.1.0","startedAt":"2026-11-26T07:28:15.000Z","source":{"dir":"/d","prefix":""},"engine":"local","request":{"dir":"/d"}}',
);
const PART = seal(
  '{"type":"part","program":"0.1.0","protocol":3,"startedAt":"2026-11-26T07:28:15.000Z"}',
);
const SUM_TEXT =
  '{"type":"settled","event":{"type":"sum","objects":2,"sizeBytes":5,"bytes":5,"lines":1,"words":2,"slowest":[]},"marks":"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb"}';
const SUM = seal(SUM_TEXT);
const USE =
  '{"invocations":1,"computeMs":1,"reported":1,"coldStarts":0,"billedMs":2,"gbSeconds":0.5,"memoryMb":1,"memoryUsedMb":1,"storeRequests":0}';
const ENDED = seal(
  `{"type":"ended","status":"interrupted","elapsedMs":5,"objects":{"counted":2,"partial":0,"failed":0,"skipped":0},"countedBytes":5,"tally":{"bytes":5,"lines":1,"words":2},"listingRequests":1,"billing":{"cascade":${USE},"worker":${USE}}}`,
);

/** A line with the checksum that zlib has for it. */
function seal(json: string): string {
  const text = json.slice(0, -1);
  return `${text},"crc":${crc32(text)}}\n`;
}

async function read(text: string | Uint8Array) {
  const path = join(createTemporaryFolder(), 'journal');
  writeFileSync(path, text);
  const handle = await open(path, 'r');
  const lines: JournalLine[] = [];
  try {
    const content = await readJournal(handle, path, (line) => lines.push(line));
    return { content, lines, path };
  } finally {
    await handle.close();
  }
}

it('reads the lines, and how the run stands', async () => {
  const { content, lines } = await read(HEADER + PART + SUM + ENDED);
  expect(lines.map(({ type }) => type)).toEqual(['part', 'settled', 'ended']);
  expect(content).toMatchObject({
    header: { id: 'i', request: { dir: '/d' } },
    status: 'interrupted',
    figures: {
      elapsedMs: 5,
      tally: { words: 2 },
      // It was written before there were second workers.
      billing: { worker: { hedged: { invocations: 0, gbSeconds: 0 } } },
    },
    brokeOff: false,
    lengthBytes: (HEADER + PART + SUM + ENDED).length,
  });
});

it('says that a part broke off, also before a later one', async () => {
  expect((await read(HEADER + PART + SUM)).content).toMatchObject({
    status: undefined,
    brokeOff: true,
  });
  expect((await read(HEADER + PART + SUM + PART + ENDED)).content).toMatchObject({
    status: 'interrupted',
    brokeOff: true,
  });
});

it('leaves out a last line that was torn off, wherever', async () => {
  for (let end = (HEADER + PART).length; end < (HEADER + PART + SUM).length; end += 1) {
    const { content, lines } = await read((HEADER + PART + SUM).slice(0, end));
    expect(lines).toHaveLength(1);
    expect(content.lengthBytes).toBe((HEADER + PART).length);
  }
  // A file system may leave zeros after a power failure.
  const { content } = await read(`${HEADER}${PART}${'\0'.repeat(5_000)}`);
  expect(content.lengthBytes).toBe((HEADER + PART).length);
});

it.each([
  ['is torn in the middle', `${HEADER + PART + SUM.slice(0, 60)}\n${ENDED}`, 3],
  ['has another type', `${HEADER}${PART}${seal('{"type":"other"}')}${SUM}`, 3],
  ['lacks a figure', HEADER + PART + seal(SUM_TEXT.replace('"words":2,', '')) + ENDED, 3],
  ['has a mark too few', HEADER + seal(SUM_TEXT.replace('"objects":2', '"objects":3')), 2],
  ['has a negative figure', HEADER + seal(SUM_TEXT.replace('"words":2', '"words":-2')), 2],
  ['has another figure than was written', HEADER + SUM.replace('"words":2', '"words":3'), 2],
  ['has no checksum', `${HEADER}${SUM_TEXT}\n`, 2],
  ['is empty', `${HEADER}\n${PART}`, 2],
  ['has zeros', `${HEADER}\0\0\0\n${PART}`, 2],
  ['is no header at the beginning', PART + HEADER, 1],
])('refuses a journal of which a whole line %s', async (_, text, line) => {
  await expect(read(text)).rejects.toThrow(
    new RegExp(`^The journal \\S+ is damaged in line ${line}, so nothing in it can be relied on: `),
  );
});

it('refuses a journal of another format, and says which program wrote it', async () => {
  const other = seal('{"type":"journal","format":2,"program":"9.9.9"}');
  await expect(read(`${other}{"something":"new"}\n`)).rejects.toThrow(
    /^The journal \S+ has format 2, of wordcount 9\.9\.9, and this program reads format 1\. Resume it with that version/,
  );
});

it('refuses a journal in which there is nothing', async () => {
  for (const text of ['', HEADER.slice(0, 50)]) {
    await expect(read(text)).rejects.toThrow(/ends before anything is in it/);
  }
});

it('reads lines that are longer than what is read at a time', async () => {
  const marks = 'abcdefgh01234567'.repeat(300_000);
  const manyMarks = SUM_TEXT.replace(/"marks":"\w+"/, `"marks":"${marks}"`);
  const long = seal(manyMarks.replace('"objects":2', '"objects":300000'));
  const { lines } = await read(HEADER + PART + long + SUM + ENDED);
  expect(lines.map(({ type }) => type)).toEqual(['part', 'settled', 'settled', 'ended']);
});
