// npm run mutate [-- --mutate 'src/scatter/*.ts']: changes the code in small ways, one at a time, and tells
// which changes no test notices. All modules take hours; name one for a quick answer.

/** The modules that decide what a total is. */
const MODULES = [
  'src/counting/*.ts',
  'src/counting/kernel/*.ts',
  'src/planning/*.ts',
  'src/protocol/*.ts',
  'src/scatter/*.ts',
  'src/run/{accept-frames,count-batches,known-states,ledger,trial,worker-bills}.ts',
  'src/tiers/cascade/{count-tasks,owned-slice,phases,slice-ledger,sum-collector}.ts',
];

export default {
  mutate: MODULES,
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // Code that runs only when a module is loaded cannot be switched between tests: it would pass for
  // surviving, or with vitest 4.1 for killed.
  ignoreStatic: true,
  // There is none of this name: with TypeScript 7 Stryker cannot read one, and needs none.
  tsconfigFile: 'no-tsconfig.json',
  concurrency: 2,
  timeoutMS: 20_000,
  tempDirName: '.stryker-tmp',
  ignorePatterns: [
    '/dist',
    '/coverage',
    '/docs',
    '/bench/data',
    '/test/support/node24',
    '/reports',
  ],
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
  htmlReporter: { fileName: 'reports/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation.json' },
};
