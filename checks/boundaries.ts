// Which folder may import which, and which packages. A file belongs to the longest path here that
// leads to it, and may always import its own folder. What is not listed is forbidden, and what is
// listed without being used is too. `*` at an end stands for any ending.

export interface Room {
  /** Folders or files of this table; none if left out. */
  readonly imports?: readonly string[];
  /** Modules of Node by their first name, as `node:fs`, and packages; none if left out. */
  readonly packages?: readonly string[];
}

export type Boundaries = Readonly<Record<string, Room>>;

const ANY = ['*'];

export const BOUNDARIES: Boundaries = {
  'package.json': {},
  'src/version.ts': { imports: ['package.json'] },

  // The pure core: nothing of Node.
  'src/counting': {},
  'src/errors': { imports: ['src/text'] },
  'src/text': { packages: ['string-width'] },
  'src/protocol': {
    imports: ['src/counting', 'src/errors', 'src/formats', 'src/text'],
    packages: ['valibot'],
  },
  'src/planning': { imports: ['src/protocol'] },
  'src/key-space': {},
  'src/events': {
    imports: ['src/counting', 'src/errors', 'src/protocol', 'src/text'],
  },
  'src/estimate': {
    imports: ['src/events', 'src/formats', 'src/planning', 'src/protocol', 'src/text'],
  },
  // Its charts have the same geometry as those of the pages, which is pure.
  'src/report': {
    imports: [
      'src/errors',
      'src/estimate',
      'src/events',
      'src/text',
      'src/web/charts/lanes.ts',
      'src/web/charts/paths.ts',
      'src/web/charts/rates.ts',
    ],
  },

  'src/formats': {
    imports: ['src/counting', 'src/errors'],
    packages: ['node:stream', 'node:zlib', 'p-limit', 'xxhash-wasm', 'xz-decompress', 'zstddec'],
  },
  'src/scatter': {
    imports: ['src/errors'],
    packages: ['node:events', 'p-limit'],
  },

  // The engine: the run and the two tiers below it, which know of each other by their ports alone.
  'src/run': {
    imports: [
      'src/counting',
      'src/errors',
      'src/estimate',
      'src/events',
      'src/formats',
      'src/planning',
      'src/protocol',
      'src/scatter',
    ],
  },
  'src/tiers/answer.ts': {
    imports: ['src/protocol', 'src/scatter', 'src/version.ts'],
  },
  'src/tiers/cascade': {
    imports: [
      'src/counting',
      'src/formats',
      'src/planning',
      'src/protocol',
      'src/scatter',
      'src/tiers/answer.ts',
    ],
  },
  'src/tiers/worker': {
    imports: [
      'src/counting',
      'src/errors',
      'src/formats',
      'src/planning',
      'src/protocol',
      'src/scatter',
      'src/tiers/answer.ts',
    ],
  },

  // Adapters of the run's ports: none imports another.
  'src/aws': {
    imports: [
      'src/errors',
      'src/events',
      'src/key-space',
      'src/planning',
      'src/protocol',
      'src/scatter',
    ],
    packages: [
      '@aws-sdk/*',
      'http-proxy-agent',
      'https-proxy-agent',
      'node:buffer',
      'node:fs',
      'node:http',
      'node:https',
      'node:net',
      'node:stream',
      'node:tls',
      'proxy-from-env',
    ],
  },
  'src/local': {
    imports: [
      'src/errors',
      'src/formats',
      'src/key-space',
      'src/planning',
      'src/protocol',
      'src/scatter',
      'src/tiers/cascade',
      'src/tiers/worker',
    ],
    packages: ['node:fs', 'node:worker_threads'],
  },
  'src/journal': {
    imports: ['src/errors', 'src/events', 'src/protocol', 'src/run'],
    packages: ['node:crypto', 'node:fs', 'node:os', 'node:path', 'node:zlib', 'valibot'],
  },
  'src/inventory': {
    imports: ['src/errors', 'src/planning'],
    packages: [
      'hyparquet',
      'node:crypto',
      'node:fs',
      'node:os',
      'node:path',
      'node:stream',
      'node:zlib',
      'valibot',
    ],
  },
  // The parts that people see and use: results in a terminal, AWS set up and examined, runs in a browser.
  'src/reporters': {
    imports: [
      'src/errors',
      'src/estimate',
      'src/events',
      'src/protocol',
      'src/report',
      'src/scatter',
      'src/text',
    ],
    packages: ['cli-table3', 'node:fs', 'node:path', 'picocolors'],
  },
  'src/deploy': {
    imports: ['src/errors', 'src/protocol', 'src/scatter'],
    packages: ['@aws-sdk/*', 'node:crypto'],
  },
  'src/doctor': {
    imports: ['src/aws', 'src/deploy', 'src/errors', 'src/protocol', 'src/scatter', 'src/text'],
    packages: ['@aws-sdk/*'],
  },
  'src/serve': {
    imports: ['src/errors', 'src/events', 'src/scatter', 'src/serve/contract.ts'],
    packages: ['node:crypto', 'node:fs', 'node:http', 'node:net', 'node:path', 'valibot'],
  },
  'src/serve/contract.ts': { imports: ['src/counting', 'src/events'] },

  // Browser code: what it shares with the server is events, text and the contract.
  'src/web/charts/lanes.ts': {},
  'src/web/charts/paths.ts': {},
  'src/web/charts/rates.ts': {},
  'src/web/charts': {
    imports: ['src/events', 'src/web/charts/lanes.ts', 'src/web/charts/paths.ts'],
  },
  'src/web/run': {
    imports: [
      'src/errors',
      'src/estimate',
      'src/events',
      'src/serve/contract.ts',
      'src/text',
      'src/web/charts',
      'src/web/charts/rates.ts',
    ],
  },
  'src/web/table': {
    imports: ['src/errors', 'src/events', 'src/text', 'src/web/run'],
  },
  'src/web/runs': {
    imports: ['src/events', 'src/serve/contract.ts', 'src/text', 'src/web/run'],
  },
  'src/web/plot': {
    imports: ['src/events', 'src/text', 'src/web/run', 'src/web/table'],
    packages: ['d3-axis', 'd3-brush', 'd3-scale', 'd3-selection'],
  },

  // They connect everything else.
  'src/engines': {
    imports: [
      'src/aws',
      'src/counting',
      'src/errors',
      'src/estimate',
      'src/events',
      'src/inventory',
      'src/local',
      'src/planning',
      'src/protocol',
      'src/run',
      'src/scatter',
      'src/text',
    ],
    packages: ['node:fs', 'node:os', 'node:path', 'node:stream', 'picomatch'],
  },
  'src/commands': {
    imports: [
      'src/aws',
      'src/counting',
      'src/deploy',
      'src/doctor',
      'src/engines',
      'src/errors',
      'src/estimate',
      'src/events',
      'src/journal',
      'src/protocol',
      'src/report',
      'src/reporters',
      'src/scatter',
      'src/serve',
      'src/serve/contract.ts',
      'src/text',
      'src/version.ts',
    ],
    packages: ['@bomb.sh/tab', 'commander', 'node:*', 'ora', 'picocolors'],
  },
  'src/cli.ts': { imports: ['src/commands'], packages: ['commander', 'node:v8'] },
  dist: {},
  bin: { imports: ['dist'] },

  // The files of Lambda alone.
  'functions/lambda-response.ts': {
    imports: ['src/protocol', 'src/version.ts'],
    packages: ['aws-lambda', 'node:events', 'node:stream'],
  },
  'functions/cascade-deadline.ts': {
    imports: ['functions/lambda-response.ts', 'src/tiers/cascade'],
  },
  'functions/cascade-handler.ts': {
    imports: [
      'functions/cascade-deadline.ts',
      'functions/lambda-response.ts',
      'src/aws',
      'src/protocol',
      'src/scatter',
      'src/tiers/cascade',
    ],
  },
  'functions/worker-handler.ts': {
    imports: [
      'functions/lambda-response.ts',
      'functions/worker-threads.ts',
      'src/aws',
      'src/protocol',
      'src/scatter',
      'src/tiers/worker',
    ],
    packages: ['aws-lambda', 'node:os', 'node:stream'],
  },
  'functions/worker-threads.ts': {
    imports: ['src/local', 'src/protocol', 'src/tiers/worker'],
  },

  build: { packages: ANY },
  checks: { packages: ANY },
  'vitest.config.ts': { packages: ANY },

  'test/fixtures': { imports: ['src/*'] },
  'test/support': { imports: ['build', 'src/*', 'test/fixtures'], packages: ANY },
  'test/unit': { imports: ['checks', 'src/*', 'test/fixtures', 'test/support'], packages: ANY },
  'test/simulation': {
    imports: ['functions/*', 'src/*', 'test/fixtures', 'test/support'],
    packages: ANY,
  },
  'test/mutation': { packages: ANY },
  'test/fuzz': { imports: ['src/*', 'test/fixtures', 'test/support'], packages: ANY },
  // The emulator imports nothing of the program, so that the two cannot be wrong together.
  'test/emulator': { imports: ['test/fixtures', 'test/support'], packages: ANY },
  'test/emulator/deployment.ts': {
    imports: ['src/aws', 'src/deploy', 'test/emulator', 'test/support'],
    packages: ANY,
  },
  'test/integration': {
    imports: ['src/*', 'test/emulator*', 'test/fixtures', 'test/support'],
    packages: ANY,
  },
  'test/browser': { imports: ['test/emulator', 'test/support'], packages: ANY },
  bench: { imports: ['src/*', 'test/emulator', 'test/fixtures'], packages: ANY },
};
