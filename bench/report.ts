// Formats the results as tables for the terminal and for docs/performance.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Result } from './measure.ts';
import type { Goal, ScenarioResult } from './scenarios/scenario.ts';

const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const BEGIN = '<!-- The rest up to the end mark is written by `npm run bench`. -->';
const END = '<!-- end of what `npm run bench` writes -->';

const HEAD = [
  '',
  'CPU, s',
  'wall, s',
  'cores busy',
  'CPU, ours to it',
  'wall, ours to it',
  'MB per CPU s',
  'MB',
];

export function renderScenario({ title, results, bytes }: ScenarioResult): string {
  const [ours] = results;
  const rows = results.map((result) => toRow(result, ours as Result, bytes));
  return `### ${title}\n\n${renderTable([HEAD, ...rows])}`;
}

function toRow(result: Result, ours: Result, bytes: number | undefined): string[] {
  const { name, cpuSeconds, wallSeconds, peakMb } = result;
  const isOurs = result === ours;
  return [
    name.includes('|') || name.startsWith('LC_ALL') ? code(name) : name,
    seconds(cpuSeconds),
    seconds(wallSeconds),
    (cpuSeconds / wallSeconds).toFixed(2),
    isOurs ? '' : (ours.cpuSeconds / cpuSeconds).toFixed(2),
    isOurs ? '' : (ours.wallSeconds / wallSeconds).toFixed(2),
    bytes === undefined ? '' : (bytes / 1e6 / cpuSeconds).toFixed(0),
    peakMb === undefined ? '' : peakMb.toFixed(0),
  ];
}

export function renderGoals(goals: readonly Goal[]): string {
  const rows = goals.map(({ says, value, limit }) => [
    says,
    value.toPrecision(3),
    limit.toPrecision(3),
    value <= limit ? 'yes' : '**no**',
  ]);
  return `### Goals\n\n${renderTable([['', 'is', 'at most', 'reached'], ...rows])}`;
}

/** A Markdown table with padded columns, so that a terminal shows it well too. */
export function renderTable(rows: readonly string[][]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = (escaped[0] ?? []).map((_, column) =>
    Math.max(...escaped.map((row) => row[column]?.length ?? 0), 3),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head = [], ...body] = escaped;
  return [line(head), line(rule), ...body.map(line)].join('\n');
}

/** Writes the results between the two marks of docs/performance.md. */
export function keepInPage(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('docs/performance.md has lost its marks');
  const before = page.slice(0, begin + BEGIN.length);
  writeFileSync(PAGE, `${before}\n\n${text}\n\n${page.slice(end)}`);
}

function seconds(value: number): string {
  return value.toFixed(value < 0.1 ? 4 : value < 1 ? 3 : 2);
}

function code(text: string): string {
  return `\`${text}\``;
}
