import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: [
      'test/support/build-once.ts',
      'test/support/install-node24.ts',
      'test/support/chromium.ts',
    ],
    testTimeout: 30_000,
    // The SDK's hint that it will need a newer Node is not for those who read test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
