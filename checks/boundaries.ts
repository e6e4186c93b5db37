// Which folder may import which, and which packages. A file belongs to the longest path here that
// leads to it, and may always import its own folder. What is not listed is forbidden, and what is
// listed without being used is too. `*` at an end stands for any ending.

export interface Room {
  /** Folders or files of this table. */
  readonly imports: readonly string[];
  /** Modules of Node by their first name, as `node:fs`, and packages. */
  readonly packages: readonly string[];
}

export type Boundaries = Readonly<Record<string, Room>>;

const ANY = ['*'];

export const BOUNDARIES: Boundaries = {
  'package.json': { imports: [], packages: [] },
  'src/version.ts': { imports: ['package.json'], packages: [] },

  // The pure core: nothing of Node.
  'src/counting': { imports: [], packages: [] },
  'src/errors': { imports: [], packages: [] },
  'src/protocol': { imports: ['src/counting'], packages: ['valibot'] },
  'src/planning': { imports: ['src/protocol'], packages: [] },

  'src/formats': {
    imports: ['src/counting', 'src/errors'],
    packages: ['node:stream', 'node:zlib', 'p-limit', 'xxhash-wasm', 'xz-decompress', 'zstddec'],
  },
  'src/scatter': {
    imports: ['src/errors'],
    packages: ['node:events', 'node:timers', 'p-limit'],
  },
  'src/run': {
    imports: [
      'src/counting',
      'src/errors',
      'src/formats',
      'src/planning',
      'src/protocol',
      'src/scatter',
    ],
    packages: [],
  },

  'functions/cascade': {
    imports: [
      'src/counting',
      'src/formats',
      'src/planning',
      'src/protocol',
      'src/run',
      'src/scatter',
      'src/version.ts',
    ],
    packages: ['node:util'],
  },
  'functions/worker': {
    imports: [
      'src/counting',
      'src/errors',
      'src/formats',
      'src/planning',
      'src/protocol',
      'src/run',
      'src/scatter',
      'src/version.ts',
    ],
    packages: [],
  },

  // What is Lambda's alone.
  'functions/respond.ts': {
    imports: ['src/protocol', 'src/version.ts'],
    packages: ['aws-lambda', 'node:events', 'node:stream'],
  },
  'functions/cascade-deadline.ts': {
    imports: ['functions/cascade', 'functions/respond.ts'],
    packages: [],
  },
  'functions/cascade/handler.ts': {
    imports: [
      'functions/cascade',
      'functions/cascade-deadline.ts',
      'functions/respond.ts',
      'src/aws',
      'src/protocol',
      'src/run',
      'src/scatter',
    ],
    packages: [],
  },
  'functions/worker/handler.ts': {
    imports: ['functions/worker', 'functions/respond.ts', 'src/aws', 'src/protocol', 'src/scatter'],
    packages: [],
  },

  // Adapters: none imports another.
  'src/aws': {
    imports: ['src/errors', 'src/protocol', 'src/run', 'src/scatter'],
    packages: ['@aws-sdk/*'],
  },
  'src/local': {
    imports: [
      'functions/cascade',
      'functions/worker',
      'src/errors',
      'src/formats',
      'src/protocol',
      'src/run',
      'src/scatter',
    ],
    packages: ['node:fs', 'node:worker_threads'],
  },
  'src/reporters': {
    imports: ['src/protocol', 'src/run', 'src/scatter'],
    packages: ['cli-table3', 'ora', 'picocolors', 'string-width'],
  },
  'src/deploy': {
    imports: ['src/errors', 'src/protocol', 'src/scatter'],
    packages: ['@aws-sdk/*', 'node:crypto'],
  },
  'src/serve': {
    imports: ['src/errors', 'src/run', 'src/scatter', 'src/serve/contract.ts'],
    packages: ['node:crypto', 'node:fs', 'node:http', 'node:net', 'node:path', 'valibot'],
  },
  'src/serve/contract.ts': { imports: ['src/counting', 'src/run'], packages: [] },
  // Browser code.
  'src/serve/pages': {
    imports: ['src/errors', 'src/run', 'src/serve/contract.ts'],
    packages: ['d3-axis', 'd3-brush', 'd3-scale', 'd3-selection'],
  },

  'src/commands': {
    imports: [
      'src/aws',
      'src/counting',
      'src/deploy',
      'src/errors',
      'src/local',
      'src/planning',
      'src/protocol',
      'src/reporters',
      'src/run',
      'src/scatter',
      'src/serve',
      'src/serve/contract.ts',
      'src/version.ts',
    ],
    packages: ['commander', 'node:*', 'ora', 'picocolors', 'picomatch'],
  },
  'src/cli.ts': {
    imports: ['src/commands', 'src/errors', 'src/version.ts'],
    packages: ['@bomb.sh/tab', 'commander', 'node:util'],
  },
  dist: { imports: [], packages: [] },
  bin: { imports: ['dist'], packages: [] },

  'build-functions.js': { imports: [], packages: ANY },
  'build-kernels.js': { imports: [], packages: ANY },
  'build-pages.js': { imports: [], packages: ANY },
  'build.js': {
    imports: ['build-functions.js', 'build-kernels.js', 'build-pages.js'],
    packages: ANY,
  },
  checks: { imports: [], packages: ANY },
  'vitest.config.ts': { imports: [], packages: ANY },

  'test/fixtures': { imports: ['src/*'], packages: [] },
  'test/support': {
    imports: ['src/*', 'functions/*', 'build-kernels.js', 'test/fixtures'],
    packages: ANY,
  },
  'test/simulation': {
    imports: ['src/*', 'functions/*', 'test/fixtures', 'test/support'],
    packages: ANY,
  },
  'test/fuzz': { imports: ['src/*', 'test/fixtures', 'test/support'], packages: ANY },
  'test/unit': {
    imports: ['src/*', 'functions/*', 'checks', 'test/fixtures', 'test/support'],
    packages: ANY,
  },
  'test/integration': {
    imports: ['src/*', 'test/fixtures', 'test/support'],
    packages: ANY,
  },
  'test/browser': { imports: ['test/support'], packages: ANY },
  bench: { imports: ['src/*', 'functions/*', 'test/fixtures'], packages: ANY },
};
