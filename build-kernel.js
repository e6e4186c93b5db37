// Compiles the counting kernel (AssemblyScript) to WebAssembly, and writes it as a module that holds
// its bytes in base64: so every bundle carries it, and no file has to be found at run time.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

const ROOT = new URL('./', import.meta.url);
const SOURCES = 'src/counting/kernel/assembly/';
const GENERATED = new URL('src/counting/kernel/generated/kernel-bytes.ts', ROOT);
const WASM = 'kernel.wasm';
const MEMORY_PAGES = 3;

const OPTIONS = [
  '-O3',
  '--noAssert',
  ...['--runtime', 'stub'],
  ...['--enable', 'simd'],
  ...['--initialMemory', `${MEMORY_PAGES}`],
  ...['--maximumMemory', `${MEMORY_PAGES}`],
  // The compiler warns that no vector can cross to JavaScript; only its own modules exchange them.
  ...['--disableWarning', '112'],
];

/**
 * Writes the module unless it is there and made from the same sources; says whether it did.
 *
 * @returns {Promise<boolean>}
 */
export async function buildKernel() {
  const sources = await readSources();
  const heading = `// Made by build-kernel.js from sources of SHA-256 ${await digest(sources)}.\n`;
  if ((await readGenerated()).startsWith(heading)) return false;
  const wasm = await compile(sources);
  await mkdir(new URL('./', GENERATED), { recursive: true });
  await writeFile(
    GENERATED,
    `${heading}\nexport const KERNEL_BASE64 =\n  '${wasm.toString('base64')}';\n`,
  );
  return true;
}

/** @returns {Promise<Map<string, string>>} */
async function readSources() {
  const names = (await readdir(new URL(SOURCES, ROOT))).filter((name) => name.endsWith('.ts'));
  const texts = names
    .sort()
    .map((name) => readFile(new URL(SOURCES + name, ROOT), 'utf8').then((text) => [name, text]));
  return new Map(/** @type {[string, string][]} */ (await Promise.all(texts)));
}

/** @param {Map<string, string>} sources */
async function digest(sources) {
  const { devDependencies } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
  const input = [devDependencies.assemblyscript, OPTIONS, ...sources];
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}

async function readGenerated() {
  try {
    return await readFile(GENERATED, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * @param {Map<string, string>} sources
 * @returns {Promise<Buffer>}
 */
async function compile(sources) {
  // Loading the compiler takes the better part of a second: only where there is work for it.
  const asc = await import('assemblyscript/asc');
  /** @type {Buffer | undefined} */
  let wasm;
  const { error, stderr } = await asc.main(['kernel.ts', ...OPTIONS, '--outFile', WASM], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === WASM) wasm = Buffer.from(contents);
    },
    listFiles: () => [],
  });
  if (error || !wasm) throw new Error(`The kernel does not compile:\n${stderr}`, { cause: error });
  return wasm;
}
