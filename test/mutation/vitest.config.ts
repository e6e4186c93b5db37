// The tests that mutants are tried against: those of modules alone, which are quick and repeat exactly.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    globalSetup: ['test/support/build-kernels-once.ts'],
    testTimeout: 30_000,
  },
});
