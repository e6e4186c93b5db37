// `run --dir` as a whole process: large compressed files, and very many small ones.

import { type Contender, compare } from '../measure.ts';
import { startDuckDb } from '../peers.ts';
import type { FolderText } from '../sample-data.ts';
import {
  memoryGoal,
  ratio,
  resultOf,
  type ScenarioResult,
  type ScenarioSettings,
} from './scenario.ts';
import { countByProgram, countFromShell } from './shell-contender.ts';

const OURS = 'wordcount run --dir';
const XARGS_ZCAT = 'xargs -P2 over zcat | wc -lw';
const XARGS_WC = 'find | xargs -P2 -n 500 wc -lw';

/** The most wall time, as a part of the other way's. */
const GZIP_LIMITS = { logs: 0.16, prose: 0.2 } as const;

export async function measureFolders(settings: ScenarioSettings): Promise<ScenarioResult[]> {
  return [
    await measureGzipFolder('logs', settings),
    await measureGzipFolder('prose', settings),
    await measureSmallFiles(settings),
  ];
}

async function measureGzipFolder(
  text: FolderText,
  settings: ScenarioSettings,
): Promise<ScenarioResult> {
  const { data, rounds, peers } = settings;
  const folder = data.gzipFolders[text];
  const each = `sh -c 'zcat "$1" | LC_ALL=C wc -lw' sh`;
  const contenders: Contender[] = [
    { name: OURS, run: () => countByProgram(folder) },
    {
      name: XARGS_ZCAT,
      run: () => countFromShell(`ls "$1"/*.gz | xargs -P2 -n1 ${each}`, folder),
    },
  ];
  const duckDb = peers ? startDuckDb() : undefined;
  if (duckDb) contenders.push(duckDb.contender(`${folder}/*.gz`));
  const results = await compare(contenders, rounds);
  duckDb?.stop();
  return {
    title: `${data.size.files} gzip files, ${text}, the whole process`,
    results,
    bytes: data.size.files * data.size.fileBytes,
    goals: [
      {
        says: `gzip files, ${text}: wall of \`run --dir\` to \`${XARGS_ZCAT}\``,
        value: ratio(results, OURS, XARGS_ZCAT, 'wallSeconds'),
        limit: GZIP_LIMITS[text],
      },
      memoryGoal(`gzip files, ${text}`, resultOf(results, OURS).peakMb),
    ],
  };
}

async function measureSmallFiles({ data, rounds }: ScenarioSettings): Promise<ScenarioResult> {
  const folder = data.smallFolder;
  const script = 'find "$1" -type f -print0 | LC_ALL=C xargs -0 -P2 -n 500 wc -lw';
  const contenders: Contender[] = [
    { name: OURS, run: () => countByProgram(folder) },
    { name: XARGS_WC, run: () => countFromShell(script, folder) },
  ];
  const results = await compare(contenders, rounds);
  return {
    title: `${data.size.smallFiles.toLocaleString('en')} files of 2 KB, the whole process`,
    results,
    goals: [
      {
        says: `small files: wall of \`run --dir\` to \`${XARGS_WC}\``,
        value: ratio(results, OURS, XARGS_WC, 'wallSeconds'),
        limit: 1,
      },
      memoryGoal('small files', resultOf(results, OURS).peakMb),
    ],
  };
}
