import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/moto/global-setup.ts", "test/end-to-end/build.ts"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    // By default one core stays idle, which is half of a small machine.
    maxWorkers: "100%",
    // Against what hangs: a slow machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    coverage: {
      provider: "v8",
      include: ["src/engine/**", "src/config/**", "src/steps/**"],
      thresholds: {
        "src/engine/**": { branches: 90 },
        "src/config/**": { branches: 90 },
        "src/steps/**": { branches: 90 },
      },
    },
  },
});
