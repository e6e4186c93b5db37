// Compares ways to count one gzip object in turn, in MB of text a second of CPU.
//
//     npx tsx bench/inflating.ts [--quick] [file.gz ...]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { createCounter } from '../src/counting/create-counter.ts';
import { ByteCursor } from '../src/formats/byte-cursor.ts';
import type { Condition, Sink } from '../src/formats/format.ts';
import { gzip } from '../src/formats/gzip/gzip.ts';
import { inflateByZlib } from '../src/formats/gzip/inflate-by-zlib.ts';
import { skipHeader } from '../src/formats/gzip/member-header.ts';
import type { Position } from '../src/formats/position.ts';
import { inChunks } from '../test/fixtures/byte-sources.ts';
import { decodingInto } from '../test/fixtures/decode.ts';
import { type Contender, compare, type Sample } from './measure.ts';
import { DATA_FOLDER, makeOnce, TEXTS, type TextName } from './sample-data.ts';
import { isInstalled, runShell } from './shell.ts';

const IS_QUICK = process.argv.includes('--quick');
const ROUNDS = IS_QUICK ? 3 : 9;
const TEXT_BYTES = (IS_QUICK ? 16 : 64) * 2 ** 20;
const READ_BYTES = 128 * 1024;

const GZIP_LEVEL = 6;

async function makeFiles(): Promise<string[]> {
  const folder = `${DATA_FOLDER}/inflating-${TEXT_BYTES}`;
  const names = Object.keys(TEXTS) as TextName[];
  await makeOnce(
    folder,
    (message) => process.stdout.write(`${message}\n`),
    async () => {
      mkdirSync(folder, { recursive: true });
      for (const name of names) {
        const text = TEXTS[name](TEXT_BYTES, 1);
        writeFileSync(`${folder}/${name}.gz`, gzipSync(text, { level: GZIP_LEVEL }));
      }
    },
  );
  return names.map((name) => `${folder}/${name}.gz`);
}

async function measure(work: (sink: Sink) => Promise<void>): Promise<Sample> {
  const counter = createCounter('wc');
  const startedAt = performance.now();
  const usedBefore = process.cpuUsage();
  await work((chunk) => counter.update(chunk));
  const { user, system } = process.cpuUsage(usedBefore);
  return {
    wallSeconds: (performance.now() - startedAt) / 1e3,
    cpuSeconds: (user + system) / 1e6,
    count: counter.count(),
  };
}

async function decodeByZlib(encoded: Buffer, sink: Sink): Promise<void> {
  const cursor = new ByteCursor(inChunks(encoded, READ_BYTES));
  let checksum = 0;
  await skipHeader(cursor);
  await inflateByZlib(
    cursor,
    (chunk) => {
      checksum = crc32(chunk, checksum);
      sink(chunk);
    },
    { preserveOutputFrom: Number.POSITIVE_INFINITY, likelySmall: false },
  );
  if (checksum !== encoded.readUInt32LE(encoded.length - 8)) throw new Error('bad checksum');
}

/** A slice that begins at a block in the middle of the first member, with what comes before it known or not. */
async function measureSlice(encoded: Buffer, from: Position, knows: boolean): Promise<Sample> {
  let condition: Condition | undefined;
  let lengthOfText = 0;
  const sample = await measure(async (sink) => {
    const decoding = {
      ...decodingInto(sink),
      suppose(given: Condition) {
        condition = given;
      },
    };
    const cursor = new ByteCursor(inChunks(encoded.subarray(from.at), READ_BYTES), from.at);
    await gzip.decode(cursor, decoding, knows ? from.decoderState : from.decoderState?.[0]);
    lengthOfText = condition?.text()?.length ?? 0;
  });
  if (!knows && lengthOfText === 0)
    throw new Error('too much depends on what comes before the slice');
  const { wallSeconds, cpuSeconds } = sample;
  return { wallSeconds, cpuSeconds };
}

/** The first block of those that are told after a fifth of the object. */
async function blockWithin(encoded: Buffer): Promise<Position> {
  let found: Position | undefined;
  await gzip.decode(new ByteCursor([encoded]), {
    ...decodingInto(() => undefined),
    pass(position) {
      if (position.at < encoded.length / 5) return true;
      found = { at: position.at, decoderState: position.decoderState };
      return false;
    },
  });
  if (!found) throw new Error('the member has no block in its middle');
  return found;
}

async function measureFile(path: string): Promise<void> {
  const encoded = readFileSync(path);
  const contenders: Contender[] = [
    {
      name: 'the kernel, counting and checksum',
      run: () =>
        measure((sink) =>
          gzip.decode(new ByteCursor(inChunks(encoded, READ_BYTES)), decodingInto(sink)),
        ),
    },
    {
      name: "Node's zlib, counting and checksum",
      run: () => measure((sink) => decodeByZlib(encoded, sink)),
    },
    { name: 'zcat | LC_ALL=C wc -lw', run: () => runShell('zcat "$1" | LC_ALL=C wc -lw', path) },
  ];
  if (await isInstalled('libdeflate-gunzip')) {
    const run = () => runShell('libdeflate-gunzip -c "$1" >/dev/null', path);
    contenders.push({ name: 'libdeflate-gunzip >/dev/null', run });
  }
  if (await isInstalled('igzip')) {
    contenders.push({
      name: 'igzip -dc >/dev/null',
      run: () => runShell('igzip -dc "$1" >/dev/null', path),
    });
  }
  const from = await blockWithin(encoded);
  const slices: Contender[] = [
    { name: 'known', run: () => measureSlice(encoded, from, true) },
    { name: 'unknown', run: () => measureSlice(encoded, from, false) },
  ];
  let bytes = 0;
  await gzip.decode(
    new ByteCursor([encoded]),
    decodingInto((chunk) => {
      bytes += chunk.length;
    }),
  );
  const results = await compare(contenders, ROUNDS);
  const own = results[0]?.cpuSeconds ?? Number.NaN;
  const table = new Table({
    head: [basename(path), 'MB/s of CPU', "CPU: the kernel's to its"],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right'],
  });
  for (const { name, cpuSeconds } of results) {
    table.push([name, (bytes / 1e6 / cpuSeconds).toFixed(0), (own / cpuSeconds).toFixed(3)]);
  }
  const redundancy = (bytes / encoded.length).toFixed(1);
  process.stdout.write(`${(bytes / 1e6).toFixed(0)} MB, ${redundancy} : 1\n${table}\n`);
  const [known, unknown] = await compare(slices, ROUNDS);
  const speed = (known?.cpuSeconds ?? Number.NaN) / (unknown?.cpuSeconds ?? Number.NaN);
  process.stdout.write(
    `without the 32 KiB before a slice: ${speed.toFixed(3)} of the full speed\n`,
  );
}

const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
process.stdout.write(`Node ${process.version}, medians of ${ROUNDS} rounds\n`);
for (const path of given.length > 0 ? given : await makeFiles()) await measureFile(path);
