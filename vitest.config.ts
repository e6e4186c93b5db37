import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const KERNELS = 'test/support/build-kernels-once.ts';
const BUILD = 'test/support/build-once.ts';
const NODE_24 = 'test/support/install-node24.ts';
const CHROMIUM = 'test/support/chromium.ts';

/** The tests below test/NAME, and what has to be there before they run. */
function project(name: string, globalSetup: string[], retry = 0): TestProjectInlineConfiguration {
  const include = [`test/${name}/**/*.test.ts`];
  return { extends: true, test: { name, include, globalSetup, retry } };
}

export default defineConfig({
  test: {
    projects: [
      project('unit', [KERNELS]),
      project('simulation', [KERNELS]),
      project('fuzz', [KERNELS]),
      project('integration', [BUILD, NODE_24]),
      // A browser is another program, which may be late on a busy machine.
      project('browser', [BUILD, NODE_24, CHROMIUM], 1),
    ],
    testTimeout: 30_000,
    // A condition is waited for as long as a busy machine may take.
    expect: { poll: { timeout: 20_000 } },
    // The SDK's hint that it will need a newer Node is not for those who read test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    coverage: {
      include: ['src/**/*.ts', 'functions/**/*.ts'],
      // Other languages' and other processes' code.
      exclude: ['src/**/assembly/**', 'src/**/generated/**'],
    },
  },
});
