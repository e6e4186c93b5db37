// One large file, counted by the whole process and by the tool that decodes it in a single stream. A file
// that can be divided keeps every core busy; any other is counted by one core.

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { compare, type Result } from '../measure.ts';
import { type DataSize, makeOnce, type TextName } from '../sample-data.ts';
import { isInstalled, runShell } from '../shell.ts';
import {
  type Goal,
  memoryGoal,
  ratio,
  resultOf,
  type ScenarioResult,
  type ScenarioSettings,
} from './scenario.ts';
import { countByProgram, countFromShell } from './shell-contender.ts';

interface BigFile {
  readonly title: string;
  /** Prose, if it is left out. */
  readonly text?: TextName;
  readonly ending: string;
  /** The filter that encodes the file. */
  readonly encode: string;
  readonly decode: string;
  /** The number of copies of the text in the filter's input, and of the filter's output in the file. */
  readonly copies: Readonly<Record<DataSize['name'], readonly [number, number]>>;
  readonly isCut: boolean;
  /** The most wall time, as a part of the tool's and of ours with one thread. */
  readonly limits?: { readonly tool: number; readonly oneThread: number };
}

const FILES: Readonly<Record<string, BigFile>> = {
  plain: {
    title: 'plain text',
    ending: 'txt',
    encode: 'cat',
    decode: 'cat',
    copies: { full: [32, 1], quick: [16, 1] },
    isCut: true,
  },
  bzip2: {
    title: 'bzip2, in streams as pbzip2 and `cat` make them',
    ending: 'bz2',
    encode: 'bzip2',
    decode: 'bzcat',
    copies: { full: [1, 8], quick: [2, 1] },
    isCut: true,
  },
  bgzf: {
    title: 'BGZF',
    ending: 'gz',
    encode: 'bgzip -@ 2',
    decode: 'zcat',
    copies: { full: [16, 1], quick: [8, 1] },
    isCut: true,
  },
  zstd: {
    title: 'zstd, one frame',
    ending: 'zst',
    encode: 'zstd -q',
    decode: 'zstdcat',
    copies: { full: [2, 1], quick: [2, 1] },
    isCut: false,
  },
  pzstd: {
    title: 'zstd, many frames, by pzstd',
    ending: 'zst',
    encode: 'pzstd -q -p 2',
    decode: 'zstdcat',
    copies: { full: [2, 1], quick: [2, 1] },
    isCut: true,
  },
  lz4: {
    title: 'lz4, independent blocks',
    ending: 'lz4',
    encode: 'lz4 -q',
    decode: 'lz4cat',
    copies: { full: [2, 1], quick: [2, 1] },
    isCut: true,
  },
  'gzip-logs': gzipMember('logs'),
  'gzip-prose': gzipMember('prose'),
  'gzip-documentation': gzipMember('documentation'),
};

function gzipMember(text: TextName): BigFile {
  return {
    title: `gzip, one member, ${text}`,
    text,
    ending: 'gz',
    encode: 'gzip',
    decode: 'zcat',
    copies: { full: [8, 1], quick: [8, 1] },
    isCut: true,
    limits: { tool: 0.25, oneThread: 0.72 },
  };
}

const OURS = 'wordcount run --dir';
const ONE_THREAD = `${OURS} --concurrency 1`;

/** One round after the one that fills caches is enough, because long runs have little noise. */
const ROUNDS = 1;

/** The ratio of wall time to the CPU time divided evenly among all cores. */
const IDLE_LIMIT = 1.2;

type Measure = (settings: ScenarioSettings) => Promise<ScenarioResult[]>;

/** One group for each file. */
export const measureBigObjects: Readonly<Record<string, Measure>> = Object.fromEntries(
  Object.entries(FILES).map(([name, file]) => [
    `big-${name}`,
    async (settings: ScenarioSettings) => {
      const isThere = await isInstalled(file.encode.split(' ')[0] ?? '');
      if (isThere) return [await measureBig(name, file, settings)];
      settings.tell(`Left out: ${file.encode} is not installed`);
      return [];
    },
  ]),
);

async function measureBig(
  name: string,
  file: BigFile,
  settings: ScenarioSettings,
): Promise<ScenarioResult> {
  const { title, decode, ending, copies, isCut } = file;
  const { size } = settings.data;
  const path = await makeFile(name, file, settings);
  const folder = path.slice(0, path.lastIndexOf('/'));
  const tool = decode === 'cat' ? 'LC_ALL=C wc -lw' : `${decode} | LC_ALL=C wc -lw`;
  const script = decode === 'cat' ? `${tool} <"$1"` : `${decode} "$1" | LC_ALL=C wc -lw`;
  const results = await compare(
    [
      { name: OURS, run: () => countByProgram(folder) },
      { name: ONE_THREAD, run: () => countByProgram(folder, '--concurrency', '1') },
      { name: tool, run: () => countFromShell(script, path) },
    ],
    ROUNDS,
  );
  const { wallSeconds, cpuSeconds, peakMb } = resultOf(results, OURS);
  const idle = {
    says: `${title}: wall of \`run --dir\` to its CPU time on all cores`,
    value: (wallSeconds * availableParallelism()) / cpuSeconds,
    limit: IDLE_LIMIT,
  };
  const [inFilter, inFile] = copies[size.name];
  return {
    title: `One file of ${gib(statSync(path).size)} GiB (.${ending}): ${title}; one round`,
    results,
    bytes: size.fileBytes * inFilter * inFile,
    goals: [...(isCut ? [idle] : []), ...wallGoals(file, tool, results), memoryGoal(title, peakMb)],
  };
}

function wallGoals({ title, limits }: BigFile, tool: string, results: readonly Result[]): Goal[] {
  if (!limits) return [];
  const toGoal = (contender: string, limit: number): Goal => ({
    says: `${title}: wall of \`${OURS}\` to \`${contender}\``,
    value: ratio(results, OURS, contender, 'wallSeconds'),
    limit,
  });
  return [toGoal(tool, limits.tool), toGoal(ONE_THREAD, limits.oneThread)];
}

/** The path of the file, which is made if it is missing. */
async function makeFile(
  name: string,
  { text = 'prose', ending, encode, copies }: BigFile,
  { data, tell }: ScenarioSettings,
): Promise<string> {
  const folder = `${data.bigFolder}/${name}`;
  const path = `${folder}/text.${ending}`;
  const times = copies[data.size.name].map(String);
  const script = `
    for _ in $(seq "$3"); do cat "$1"; done | ${encode} >"$2.once"
    if [ "$4" = 1 ]; then mv "$2.once" "$2"
    else for _ in $(seq "$4"); do cat "$2.once"; done >"$2"; rm "$2.once"; fi`;
  await makeOnce(folder, tell, async () => {
    await runShell(`set -e; ${script}`, data.plainFiles[text], path, ...times);
  });
  return path;
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toPrecision(2);
}
