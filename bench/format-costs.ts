// Measures `Format.costPerByte`: the CPU time that a worker takes for a stored byte of each format, reading
// included, relative to a byte of plain text. Workers run on Node 24, so this should too.
//
//     node --import tsx bench/format-costs.ts [--quick]

import { readFileSync, writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { createCounter } from '../src/counting/create-counter.ts';
import { ByteCursor } from '../src/formats/byte-cursor.ts';
import { recogniseFormat } from '../src/formats/recognise.ts';
import { inChunks } from '../test/fixtures/byte-sources.ts';
import { decodingInto } from '../test/fixtures/decode.ts';
import { median } from './measure.ts';
import { DATA_FOLDER, makeOnce, TEXTS, type TextName } from './sample-data.ts';
import { isInstalled, runShell } from './shell.ts';

const IS_QUICK = process.argv.includes('--quick');
const ROUNDS = IS_QUICK ? 3 : 5;
const TEXT_BYTES = (IS_QUICK ? 4 : 16) * 2 ** 20;
const READ_BYTES = 128 * 1024;

/**
 * Nanoseconds of CPU time to read a byte with the SDK over TLS (without TLS it takes about 1.6 ns:
 * `npm run bench -- --only=s3`). The connections of our own take 0.75, with which gzip would cost 9 and bzip2 180. But
 * all sizes in the plan were chosen with these units: with the others alone, simulated runs of gzip and plain text
 * together took up to 1.6 times as long. The model of a worker allows for the difference (`LAMBDA_WORKER`).
 */
const READ_NS = 2.7;

/** By the format's file name extension, the filter that encodes it. */
const ENCODERS: Readonly<Record<string, string>> = {
  txt: 'cat',
  gz: 'gzip',
  bz2: 'bzip2',
  zst: 'zstd -q',
  lz4: 'lz4 -q',
  xz: 'xz',
};

async function makeFile(text: TextName, extension: string, encoder: string): Promise<string> {
  const folder = `${DATA_FOLDER}/format-costs-${TEXT_BYTES}/${text}-${extension}`;
  const path = `${folder}/text.${extension}`;
  await makeOnce(
    folder,
    () => undefined,
    async () => {
      writeFileSync(`${folder}/text`, TEXTS[text](TEXT_BYTES, 1));
      await runShell(`${encoder} <"$1" >"$2"; rm "$1"`, `${folder}/text`, path);
    },
  );
  return path;
}

/** Nanoseconds of CPU time to decode and count a stored byte. */
async function countingNs(path: string): Promise<number> {
  const stored = readFileSync(path);
  const samples: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const counter = createCounter('wc');
    const usedBefore = process.cpuUsage();
    const cursor = new ByteCursor(inChunks(stored, READ_BYTES));
    const { format } = await recogniseFormat(cursor);
    await format.decode(
      cursor,
      decodingInto((chunk) => counter.update(chunk)),
    );
    const { user, system } = process.cpuUsage(usedBefore);
    // A round before the first one lets the engine compile.
    if (round >= 0) samples.push(((user + system) * 1e3) / stored.length);
  }
  return median(samples);
}

async function main(): Promise<void> {
  const texts = Object.keys(TEXTS) as TextName[];
  const table = new Table({
    head: ['stored as', ...texts, 'mean'],
    style: { head: [], border: [] },
    colAligns: ['left', ...texts.map(() => 'right' as const), 'right'],
  });
  const plain: number[] = [];
  for (const [extension, encoder] of Object.entries(ENCODERS)) {
    if (!(await isInstalled(encoder.split(' ')[0] ?? ''))) continue;
    const costs: number[] = [];
    for (const [index, text] of texts.entries()) {
      const ns = READ_NS + (await countingNs(await makeFile(text, extension, encoder)));
      plain[index] ??= ns;
      costs.push(ns / (plain[index] ?? Number.NaN));
    }
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    table.push([extension, ...[...costs, mean].map((cost) => cost.toFixed(1))]);
  }
  process.stdout.write(
    `Node ${process.version}, CPU time of a stored byte relative to one of plain text, medians of ` +
      `${ROUNDS} rounds\n${table}\n`,
  );
}

await main();
