// Compares the counters in turn on the same text, in MB of text a second.
//
//     npx tsx bench/counting.ts [--quick]

import Table from 'cli-table3';
import type { Counter } from '../src/counting/counter.ts';
import { createScalarCounter } from '../src/counting/create-counter.ts';
import { createSimdCounter } from '../src/counting/kernel/simd-counter.ts';
import { WORD_RULES, type WordRule } from '../src/counting/word-rule.ts';

const CHUNK = 256 * 1024;
const SIZE = 32 * 1024 * 1024;
const SCALAR_SIZE = 8 * 1024 * 1024;
const ROUNDS = process.argv.includes('--quick') ? 3 : 9;

const WORDS = `the of and to in a is that it was for on with as his they be at one have this from or
  had by word but what some we can out other were all there when up use your how said an each she
  which do their time if will way about many then them write would like so these her long make thing
  see him two has look more day could go come did number sound no most people my over know water
  than call first who may down side been now find`.split(/\s+/);

function main(): void {
  const texts = {
    logs: repeat(logLine),
    prose: repeat((i) => proseLine(i, (word) => word)),
    'prose, Cyrillic': repeat((i) => proseLine(i, toCyrillic)),
    'prose, Latin-1': Buffer.from(
      repeat((i) => proseLine(i, (word) => word.replace('wa', 'é'))).toString(),
      'latin1',
    ),
  };
  const table = new Table({
    head: ['rule', 'text', 'table loop, MB/s', 'SIMD kernel, MB/s', 'ratio'],
    style: { head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'right'],
  });
  for (const rule of WORD_RULES) {
    for (const [name, text] of Object.entries(texts)) {
      const { scalar, simd } = compare(rule, text);
      const figures = [scalar, simd].map((figure) => figure.toFixed(0));
      table.push([rule, name, ...figures, (simd / scalar).toFixed(1)]);
    }
  }
  process.stdout.write(`Node ${process.version}, medians of ${ROUNDS} rounds\n${table}\n`);
}

function compare(rule: WordRule, text: Buffer): { scalar: number; simd: number } {
  const scalar: number[] = [];
  const simd: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const ofScalar = speed(createScalarCounter(rule), text.subarray(0, SCALAR_SIZE));
    const ofSimd = speed(createSimdCounter(rule), text);
    // A round before the first one lets the engine compile.
    if (round < 0) continue;
    scalar.push(ofScalar);
    simd.push(ofSimd);
  }
  return { scalar: median(scalar), simd: median(simd) };
}

function speed(counter: Counter | undefined, text: Buffer): number {
  if (!counter) return Number.NaN;
  const begin = process.cpuUsage();
  for (let at = 0; at < text.length; at += CHUNK) counter.update(text.subarray(at, at + CHUNK));
  const { user, system } = process.cpuUsage(begin);
  if (counter.count().bytes !== text.length) throw new Error('Not all was counted.');
  return text.length / (user + system);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Text of {@link SIZE}. Only its first MiB is generated and the rest is copied, because generation is slow. */
function repeat(line: (i: number) => string): Buffer {
  let text = '';
  for (let i = 0; text.length < 1024 * 1024; i += 1) text += line(i);
  return Buffer.alloc(SIZE, text);
}

function logLine(i: number): string {
  const n = scatter(i);
  return (
    `10.${n % 256}.${(n >> 8) % 256}.${i % 256} - - [22/Nov/2026:16:${n % 60}:${i % 60} +0000] ` +
    `"GET /api/v1/items/${n}?page=${i} HTTP/1.1" 200 ${n % 90_000} "-" ` +
    '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"\n'
  );
}

function proseLine(i: number, spell: (word: string) => string): string {
  const words = Array.from({ length: 14 }, (_, n) => {
    return spell(WORDS[scatter(i * 14 + n) % WORDS.length] as string);
  });
  return `${words.join(' ')}.\n`;
}

function toCyrillic(word: string): string {
  return word.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x3cf));
}

/** A pseudo-random number, the same in every run. */
function scatter(i: number): number {
  return (Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 8) & 0xfffff;
}

main();
