// Counts one object in a warm worker, beside the system's tools and the article's program. This CPU time is
// what a user of Lambda pays for.

import { statSync } from 'node:fs';
import { type Contender, compare, type Result } from '../measure.ts';
import { TEXT_NAMES, type TextName } from '../sample-data.ts';
import { isInstalled, runShell } from '../shell.ts';
import { startWarmProcess } from '../warm-process.ts';
import { type Goal, ratio, type ScenarioResult, type ScenarioSettings } from './scenario.ts';
import { countFromShell } from './shell-contender.ts';

const WORKER = 'wordcount, warm worker';
const ZCAT = 'zcat | LC_ALL=C wc -lw';
const WC = 'LC_ALL=C wc -lw';
const ARTICLE = "the article's way";
const LIBDEFLATE = 'libdeflate-gunzip >/dev/null';
const COUNTING = "wordcount's counter alone, on the decoded text";

export async function measureOneObject(settings: ScenarioSettings): Promise<ScenarioResult[]> {
  const scenarios: ScenarioResult[] = [];
  for (const text of TEXT_NAMES) {
    scenarios.push(await measureGzip(text, settings), await measurePlain(text, settings));
  }
  return scenarios;
}

async function measureGzip(text: TextName, settings: ScenarioSettings): Promise<ScenarioResult> {
  const { data, rounds } = settings;
  const path = data.gzipFiles[text];
  const plain = data.plainFiles[text];
  const worker = startWarmProcess('count-object', 'worker');
  const article = startWarmProcess('count-object', 'article');
  const counter = startWarmProcess('count-object', 'counter-alone');
  const contenders: Contender[] = [
    { name: WORKER, run: () => worker.ask(path) },
    { name: COUNTING, run: () => counter.ask(plain) },
    { name: ZCAT, run: () => countFromShell('zcat "$1" | LC_ALL=C wc -lw', path) },
    {
      name: ARTICLE,
      run: () => article.ask(path),
      countsOtherwise: 'every piece between characters outside \\w is a word',
    },
  ];
  if (await isInstalled('igzip')) {
    const run = () => countFromShell('igzip -dc "$1" | LC_ALL=C.UTF-8 wc -lw', path);
    contenders.splice(3, 0, { name: 'igzip -dc | LC_ALL=C.UTF-8 wc -lw', run });
  }
  if (await isInstalled('libdeflate-gunzip')) {
    const run = () => runShell('libdeflate-gunzip -c "$1" >/dev/null', path);
    contenders.push({ name: LIBDEFLATE, run });
  }
  await requireSameArticleCount(path);
  const results = await compare(contenders, rounds);
  for (const process of [worker, article, counter]) process.stop();
  return {
    title: `One gzip object, ${text}`,
    results,
    bytes: statSync(plain).size,
    goals: gzipGoals(text, results),
  };
}

/** The most CPU time of a worker, as a part of other ways'. Of the other texts there are figures only. */
const GZIP_LIMITS: Partial<Readonly<Record<TextName, { zcat: number; article: number }>>> = {
  logs: { zcat: 0.08, article: 1 / 22 },
  prose: { zcat: 0.14, article: 1 / 14 },
};

const MAX_LIBDEFLATE_RATIO = 1 / 0.9;

function gzipGoals(text: TextName, results: readonly Result[]): readonly Goal[] {
  const limits = GZIP_LIMITS[text];
  if (!limits) return [];
  const toGoal = (contender: string, limit: number): Goal => ({
    says: `gzip, ${text}: CPU of the worker to ${contender.includes('|') ? `\`${contender}\`` : contender}`,
    value: ratio(results, WORKER, contender, 'cpuSeconds'),
    limit,
  });
  const hasLibdeflate = results.some(({ name }) => name === LIBDEFLATE);
  return [
    toGoal(ZCAT, limits.zcat),
    toGoal(ARTICLE, limits.article),
    ...(hasLibdeflate ? [toGoal(LIBDEFLATE, MAX_LIBDEFLATE_RATIO)] : []),
  ];
}

async function measurePlain(text: TextName, settings: ScenarioSettings): Promise<ScenarioResult> {
  const { data, rounds } = settings;
  const path = data.plainFiles[text];
  const worker = startWarmProcess('count-object', 'worker');
  const contenders: Contender[] = [
    { name: WORKER, run: () => worker.ask(path) },
    { name: WC, run: () => countFromShell('LC_ALL=C wc -lw <"$1"', path) },
    {
      name: 'LC_ALL=C.UTF-8 wc -lw',
      run: () => countFromShell('LC_ALL=C.UTF-8 wc -lw <"$1"', path),
    },
    { name: 'cat >/dev/null', run: () => runShell('cat "$1" | cat >/dev/null', path) },
  ];
  const results = await compare(contenders, rounds);
  worker.stop();
  return {
    title: `One plain object, ${text}`,
    results,
    bytes: statSync(path).size,
    goals: [
      {
        says: `plain, ${text}: CPU of the worker to \`${WC}\``,
        value: ratio(results, WORKER, WC, 'cpuSeconds'),
        limit: 0.1,
      },
    ],
  };
}

/** The article's rule gives other numbers, which the program's counter for it must match. */
async function requireSameArticleCount(path: string): Promise<void> {
  const processes = ['worker-article-rule', 'article'].map((way) =>
    startWarmProcess('count-object', way),
  );
  const [ours, theirs] = await Promise.all(processes.map((process) => process.ask(path)));
  for (const process of processes) process.stop();
  if (JSON.stringify(ours?.count) === JSON.stringify(theirs?.count)) return;
  throw new Error(`--words article differs: ${JSON.stringify([ours?.count, theirs?.count])}`);
}
