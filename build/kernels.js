// Compiles the kernels (AssemblyScript) to WebAssembly, and writes each as a module that holds its
// bytes in base64: so every bundle carries it, and no file has to be found at run time.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

const ROOT = new URL('../', import.meta.url);
const WASM = 'kernel.wasm';

const PAGE_BYTES = 64 * 1024;

/** The part of the counting kernel's memory in which decoders may put what they decode. */
const SHARED_PAGES = 48;

const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub'];

/**
 * Each folder's `assembly/kernel.ts` becomes its `generated/kernel-bytes.ts`.
 *
 * @typedef {{ folder: string, options: string[] }} Kernel
 * @type {readonly Kernel[]}
 */
const KERNELS = [
  {
    folder: 'src/counting/kernel/',
    options: [
      ...['--enable', 'simd'],
      ...memoryPages(SHARED_PAGES, SHARED_PAGES),
      // The compiler warns that no vector can cross to JavaScript; only its own modules exchange them.
      ...['--disableWarning', '112'],
    ],
  },
  {
    folder: 'src/formats/gzip/',
    options: [
      ...['--enable', 'simd'],
      // Behind the three pages that the counting kernel takes.
      ...['--importMemory', '--memoryBase', `${3 * PAGE_BYTES}`],
      ...memoryPages(SHARED_PAGES, SHARED_PAGES),
    ],
  },
  // Most of this one's memory is for the largest of all blocks, and not asked for until one comes.
  { folder: 'src/formats/lz4/', options: memoryPages(4, 260) },
];

/**
 * @param {number} initial
 * @param {number} maximum
 */
function memoryPages(initial, maximum) {
  return ['--initialMemory', `${initial}`, '--maximumMemory', `${maximum}`];
}

/** One after the other, for the compiler's options are global to it. */
export async function buildKernels() {
  for (const kernel of KERNELS) await buildKernel(kernel);
}

/**
 * Writes the module unless it is there and made from the same sources.
 *
 * @param {Kernel} kernel
 */
async function buildKernel({ folder, options }) {
  const sources = await readSources(new URL(`${folder}assembly/`, ROOT));
  const allOptions = [...OPTIONS, ...options];
  const heading = `// Made by build/kernels.js from sources of SHA-256 ${await digest(sources, allOptions)}.\n`;
  const generated = new URL(`${folder}generated/kernel-bytes.ts`, ROOT);
  if ((await readIfThere(generated)).startsWith(heading)) return;
  const wasm = await compile(sources, allOptions);
  await mkdir(new URL('./', generated), { recursive: true });
  await writeFile(
    generated,
    `${heading}\nexport const KERNEL_BASE64 =\n  '${wasm.toString('base64')}';\n`,
  );
}

/**
 * @param {URL} folder
 * @returns {Promise<Map<string, string>>}
 */
async function readSources(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const texts = names
    .sort()
    .map((name) => readFile(new URL(name, folder), 'utf8').then((text) => [name, text]));
  return new Map(/** @type {[string, string][]} */ (await Promise.all(texts)));
}

/**
 * @param {Map<string, string>} sources
 * @param {string[]} options
 */
async function digest(sources, options) {
  const { devDependencies } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
  const input = [devDependencies.assemblyscript, options, ...sources];
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}

/** @param {URL} file */
async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * @param {Map<string, string>} sources
 * @param {string[]} options
 * @returns {Promise<Buffer>}
 */
async function compile(sources, options) {
  // Loading the compiler takes the better part of a second: only where there is work for it.
  const asc = await import('assemblyscript/asc');
  /** @type {Buffer | undefined} */
  let wasm;
  const { error, stderr } = await asc.main(['kernel.ts', ...options, '--outFile', WASM], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === WASM) wasm = Buffer.from(contents);
    },
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`A kernel does not compile:\n${stderr}`, { cause: error });
  return wasm;
}
