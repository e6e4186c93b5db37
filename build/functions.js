// Builds the archives of the two functions: the same sources give the same bytes, so that a deploy
// can tell by the hash alone whether there is anything to upload.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** Zip knows no time zones: these are its own first year, month and day, whatever the machine's are. */
const MODIFIED_AT = new Date(1980, 0, 1);

const UNIX = 3;
/** Lambda runs the code as another user, who must be permitted to read it. */
const READABLE_BY_ALL = 0o100644 << 16;

/**
 * Writes `cascade.zip`, `worker.zip` and their source maps to the folder.
 * @param {string} folder
 */
export async function buildFunctions(folder) {
  await mkdir(folder, { recursive: true });
  await Promise.all(['cascade', 'worker'].map((name) => buildFunction(name, folder)));
}

/**
 * @param {string} name
 * @param {string} folder
 */
async function buildFunction(name, folder) {
  const { outputFiles } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [`functions/${name}-handler.ts`],
    // Where it says it is is nowhere: the map's paths are relative to it, the same on all machines.
    outfile: 'dist/functions/index.js',
    write: false,
    bundle: true,
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    target: 'node24',
    // Measured on Node 24, CommonJS is loaded a quarter quicker than a module. Of the packages their
    // modules are taken, of which more can be left out.
    format: 'cjs',
    mainFields: ['module', 'main'],
    // Node 24 has a zstd decoder of its own.
    external: ['zstddec'],
    plugins: [
      versionAlone,
      credentialsOfFunctions,
      ...(name === 'cascade' ? [withoutKernels] : []),
    ],
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) {
    const isMap = path.endsWith('.map');
    const bytes = isMap ? contents : zip('index.js', contents);
    await writeFile(`${folder}/${name}.${isMap ? 'js.map' : 'zip'}`, bytes);
  }
}

/**
 * The functions read only the version of package.json.
 * @type {import('esbuild').Plugin}
 */
const versionAlone = {
  name: 'version-alone',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * Lambda gives a function its credentials in the environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). All other places where the SDK looks for
 * credentials are a fifth of an archive, which a cold start would load.
 * @type {import('esbuild').Plugin}
 */
const credentialsOfFunctions = {
  name: 'credentials-of-functions',
  setup(bundle) {
    const filter = /[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/;
    bundle.onLoad({ filter }, ({ path }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};

/**
 * A cascade decodes and counts nothing, and needs no kernel.
 * @type {import('esbuild').Plugin}
 */
const withoutKernels = {
  name: 'without-kernels',
  setup(bundle) {
    bundle.onLoad({ filter: /generated[\\/]kernel-bytes\.ts$/ }, () => ({
      contents: "export const KERNEL_BASE64 = '';",
      loader: 'ts',
    }));
  },
};

/**
 * Compressed in JavaScript, because what zlib makes of the same bytes depends on version and machine.
 * @param {string} name
 * @param {Uint8Array} contents
 */
function zip(name, contents) {
  return zipSync({
    [name]: [contents, { level: 9, mtime: MODIFIED_AT, os: UNIX, attrs: READABLE_BY_ALL }],
  });
}
