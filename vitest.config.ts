import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const KERNELS = 'test/support/build-kernels-once.ts';
const BUILD = 'test/support/build-once.ts';
const NODE_24 = 'test/support/install-node24.ts';
const CHROMIUM = 'test/support/chromium.ts';

const CORES = availableParallelism();

/** Projects with the same order run together; those of the next order begin when they have ended. */
const COMPUTING = { maxWorkers: CORES, sequence: { groupOrder: 0 } };
/** These wait for other processes much of their time. */
const WAITING = { maxWorkers: CORES + 1, sequence: { groupOrder: 1 } };

/** The tests below test/NAME, what has to be there before they run, and how they run. */
function project(
  name: string,
  globalSetup: string[],
  options: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration {
  const include = [`test/${name}/**/*.test.ts`];
  return { extends: true, test: { name, include, globalSetup, ...options } };
}

export default defineConfig({
  test: {
    projects: [
      // Files share a process, which loads the program and the SDK once.
      project('unit', [KERNELS], { ...COMPUTING, isolate: false }),
      project('simulation', [KERNELS], COMPUTING),
      project('fuzz', [KERNELS], COMPUTING),
      project('integration', [BUILD, NODE_24], WAITING),
      project('browser', [BUILD, NODE_24, CHROMIUM], WAITING),
    ],
    // These end what hangs; a busy machine may take long for anything else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
