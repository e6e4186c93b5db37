// Makes the data of the benchmark once, below bench/data. It is the same on every machine.

import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { createAccessLog } from '../test/fixtures/sample-text.ts';
import { createDocumentation, createJson } from './package-text.ts';
import { createProse } from './sample-text.ts';

export const DATA_FOLDER = fileURLToPath(new URL('./data', import.meta.url));

const GZIP_LEVEL = 6;
const MIB = 2 ** 20;
const BLOCK_BYTES = 8 * MIB;
const SMALL_FILE_BYTES = 2_000;
const SMALL_FILES_PER_FOLDER = 1_000;

export const TEXTS = {
  logs: createAccessLog,
  prose: createProse,
  documentation: createDocumentation,
  json: createJson,
} as const;

export type TextName = keyof typeof TEXTS;

export const TEXT_NAMES = Object.keys(TEXTS) as readonly TextName[];

/** The texts of which there is a folder of files; there is one file each of the others. */
export const FOLDER_TEXTS = ['logs', 'prose'] as const satisfies readonly TextName[];

export type FolderText = (typeof FOLDER_TEXTS)[number];

export interface DataSize {
  readonly name: 'full' | 'quick';
  /** The decoded size of each large file. */
  readonly fileBytes: number;
  readonly files: number;
  readonly smallFiles: number;
}

export const FULL_SIZE: DataSize = {
  name: 'full',
  fileBytes: 128 * MIB,
  files: 8,
  smallFiles: 100_000,
};

export const QUICK_SIZE: DataSize = {
  name: 'quick',
  fileBytes: 16 * MIB,
  files: 4,
  smallFiles: 5_000,
};

export interface SampleData {
  readonly size: DataSize;
  /** A folder of gzip files for each text. */
  readonly gzipFolders: Readonly<Record<FolderText, string>>;
  /** One file of each text, plain and compressed. */
  readonly plainFiles: Readonly<Record<TextName, string>>;
  readonly gzipFiles: Readonly<Record<TextName, string>>;
  readonly smallFolder: string;
  /** A folder for files that are made when they are measured. */
  readonly bigFolder: string;
}

/** Makes the missing part of the data. */
export async function makeSampleData(
  size: DataSize,
  tell: (message: string) => void,
): Promise<SampleData> {
  const root = `${DATA_FOLDER}/${size.name}`;
  const data = locate(root, size);
  await makeOnce(data.smallFolder, tell, async () => makeSmallFiles(data.smallFolder, size));
  for (const text of TEXT_NAMES) {
    const folder = `${root}/${text}`;
    const files = (FOLDER_TEXTS as readonly TextName[]).includes(text) ? size.files : 1;
    await makeOnce(folder, tell, async () => {
      for (let file = 0; file < files; file += 1) {
        const plain = file === 0 ? data.plainFiles[text] : undefined;
        await makeFile(text, file, size.fileBytes, `${folder}/${file}.gz`, plain);
      }
    });
  }
  return data;
}

function locate(root: string, size: DataSize): SampleData {
  return {
    size,
    gzipFolders: { logs: `${root}/logs`, prose: `${root}/prose` },
    plainFiles: fileOfEach((text) => `${root}/${text}.txt`),
    gzipFiles: fileOfEach((text) => `${root}/${text}/0.gz`),
    smallFolder: `${root}/small`,
    bigFolder: `${root}/big`,
  };
}

function fileOfEach(pathOf: (text: TextName) => string): Record<TextName, string> {
  return {
    logs: pathOf('logs'),
    prose: pathOf('prose'),
    documentation: pathOf('documentation'),
    json: pathOf('json'),
  };
}

/** An incomplete folder is made again. A mark beside a folder says that it is complete. */
export async function makeOnce(
  folder: string,
  tell: (message: string) => void,
  make: () => Promise<void>,
): Promise<void> {
  const mark = `${folder}.made`;
  if (existsSync(mark)) return;
  tell(`Making ${folder} …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make();
  writeFileSync(mark, '');
}

async function makeFile(
  text: TextName,
  file: number,
  bytes: number,
  gzipPath: string,
  plainPath: string | undefined,
): Promise<void> {
  const gzip = createGzip({ level: GZIP_LEVEL });
  const compressed = createWriteStream(gzipPath);
  gzip.pipe(compressed);
  const plain = plainPath === undefined ? undefined : createWriteStream(plainPath);
  for (let at = 0; at < bytes; at += BLOCK_BYTES) {
    const seed = 1 + file * 1000 + at / BLOCK_BYTES;
    const block = TEXTS[text](Math.min(BLOCK_BYTES, bytes - at), seed);
    if (!gzip.write(block)) await once(gzip, 'drain');
    if (plain?.write(block) === false) await once(plain, 'drain');
  }
  gzip.end();
  await finished(compressed);
  plain?.end();
  if (plain) await finished(plain);
}

function makeSmallFiles(root: string, { smallFiles }: DataSize): void {
  for (let file = 0; file < smallFiles; file += 1) {
    const folder = `${root}/${Math.floor(file / SMALL_FILES_PER_FOLDER)}`;
    if (file % SMALL_FILES_PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    const text = file % 2 === 0 ? createAccessLog : createProse;
    writeFileSync(`${folder}/${file}.log`, text(SMALL_FILE_BYTES, file));
  }
}
