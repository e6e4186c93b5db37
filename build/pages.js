// Builds the pages of `serve`: their HTML from one frame, and scripts and style with all that they
// need, so that a browser asks nobody else for anything.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readLicenses } from './licenses.js';

const SOURCE = 'src/web';

const PAGES = [
  {
    file: 'index.html',
    folder: 'run',
    name: 'counters',
    title: 'Counters',
    href: './',
    hasRun: true,
  },
  {
    file: 'scatter.html',
    folder: 'plot',
    name: 'scatter',
    title: 'Scatter',
    href: 'scatter',
    hasRun: true,
  },
  {
    file: 'history.html',
    folder: 'runs',
    name: 'runs',
    title: 'Runs',
    href: 'history',
    hasRun: false,
  },
];

/** @param {string} folder where they go */
export async function buildPages(folder) {
  const { metafile } = await build({
    entryPoints: [
      ...PAGES.map(({ folder, name }) => ({
        in: `${SOURCE}/${folder}/${name}-page.ts`,
        out: name,
      })),
      { in: `${SOURCE}/style/index.css`, out: 'style' },
      { in: `${SOURCE}/style/report.css`, out: 'report' },
    ],
    outdir: join(folder, 'assets'),
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  await mkdir(folder, { recursive: true });
  await cp(`${SOURCE}/icon.svg`, join(folder, 'assets/icon.svg'));
  const frame = await readFile(`${SOURCE}/page.html`, 'utf8');
  const panel = await readFile(`${SOURCE}/run/run-panel.html`, 'utf8');
  for (const page of PAGES) {
    const own = await readFile(`${SOURCE}/${page.folder}/${page.name}.html`, 'utf8');
    // A page that shows a run has the panel of the run above.
    const main = page.hasRun ? panel + own : own;
    const parts = { title: page.title, script: page.name, navigation: linksOf(page), main };
    await writeFile(join(folder, page.file), fill(frame, parts));
  }
  await writeFile(join(folder, 'LICENSES.txt'), await readLicenses(metafile));
}

/** @param {typeof PAGES[number]} page */
function linksOf(page) {
  const link = (/** @type {typeof PAGES[number]} */ { href, title, name, hasRun }) => {
    const current = name === page.name ? ' aria-current="page"' : '';
    // Pages of runs hand the prefix on.
    const keeps = hasRun ? ' data-keeps-prefix' : '';
    return `<a href="${href}"${keeps}${current} data-text="${title}">${title}</a>`;
  };
  return PAGES.map(link).join('\n          ');
}

/**
 * @param {string} frame
 * @param {Record<string, string>} parts
 */
function fill(frame, parts) {
  const filled = frame.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name] ?? '');
  // Comments are for those who read the source.
  return filled.replace(/^ *<!--.*-->\n/gm, '');
}
