// The license texts of bundled packages, which must come with every copy.

import { readdir, readFile } from 'node:fs/promises';

/**
 * The texts of all packages of a bundle, one after the other.
 * @param {import('esbuild').Metafile} metafile
 */
export async function readLicenses({ inputs }) {
  const folders = Object.keys(inputs).map(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
  );
  const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  return (await Promise.all(packages.map(readLicense))).join('\n\n');
}

/** @param {string} folder */
async function readLicense(folder) {
  const name = folder.replace(/^.*node_modules\//, '');
  const files = await readdir(folder);
  const file = files.find((one) => /^licen[sc]e/i.test(one));
  if (file) return `${name}\n\n${(await readFile(`${folder}/${file}`, 'utf8')).trim()}\n`;
  const { license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  if (!license) throw new Error(`The package ${name} names no license.`);
  return `${name}\n\nLicense: ${license}\n`;
}
