import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** `npm run bench`: figures for people, on the same stage as the end-to-end tests. */
export default defineConfig({
  root: resolve(import.meta.dirname, "../.."),
  test: {
    include: ["test/bench/**/*.bench.ts"],
    globalSetup: ["test/moto/global-setup.ts", "test/end-to-end/build.ts"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    disableConsoleIntercept: true,
  },
});
