import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    coverage: {
      provider: "v8",
      include: ["src/engine/**", "src/config/**", "src/steps/**"],
      thresholds: { branches: 90 },
    },
  },
});
