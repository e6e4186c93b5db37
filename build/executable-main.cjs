// The beginning of the single-file executable. Threads and modules need files, so the program is written once to a
// folder of the user's cache, named after its contents, and started from there.

const { createHash, randomBytes } = require('node:crypto');
const {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { createRequire } = require('node:module');
const { homedir, tmpdir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');
const { getAsset } = require('node:sea');
const { brotliDecompressSync } = require('node:zlib');

const START = 'start.cjs';

/** Only this can import modules: the code within the executable can only require those of Node. */
const START_CODE = `import('./cli.js').then(async ({ main }) => {
  process.exitCode = await main(process.argv);
});
`;

const compressed = Buffer.from(getAsset('files'));
createRequire(__filename)(join(unpack(), START));

/** The folder with the program. */
function unpack() {
  const name = createHash('sha256').update(compressed).digest('hex').slice(0, 32);
  const parent = cacheFolder();
  const folder = join(parent, name);
  if (existsSync(join(folder, START))) return folder;
  const partial = `${folder}.${randomBytes(6).toString('hex')}`;
  try {
    // One after the other: below a home that does not exist, nothing is made.
    for (const path of [dirname(dirname(parent)), dirname(parent), parent]) {
      makeFolder(path);
    }
    // Nobody else may put anything there.
    chmodSync(parent, 0o700);
    writeFiles(partial);
    // Only a whole folder ever has the name, however many processes write at the same time.
    renameSync(partial, folder);
    return folder;
  } catch {
    rmSync(partial, { recursive: true, force: true });
    return existsSync(join(folder, START)) ? folder : unpackForOnce();
  }
}

/** @param {string} path */
function makeFolder(path) {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it.
    if (!existsSync(path)) throw error;
  }
}

/** Where the cache cannot be written. */
function unpackForOnce() {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder);
  return folder;
}

/** https://specifications.freedesktop.org/basedir-spec/latest/, and what is usual elsewhere. */
function cacheFolder() {
  const { XDG_CACHE_HOME = '', LOCALAPPDATA = '' } = process.env;
  const { platform } = process;
  if (platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'wordcount', 'program');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'wordcount', 'program');
  const cache = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(cache, 'wordcount', 'program');
}

/** @param {string} folder */
function writeFiles(folder) {
  makeFolder(folder);
  const bytes = brotliDecompressSync(compressed);
  const listEnd = 4 + bytes.readUInt32LE(0);
  let at = listEnd;
  for (const [path, length] of JSON.parse(bytes.toString('utf8', 4, listEnd))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, bytes.subarray(at, at + length));
    at += length;
  }
  writeFileSync(join(folder, START), START_CODE);
}
