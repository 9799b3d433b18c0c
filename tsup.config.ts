import { defineConfig } from "tsup";

/** One bundled, code-split program without runtime dependencies: a verb loads only the chunks it needs. */
export default defineConfig({
  entry: { main: "src/main.ts" },
  format: ["esm"],
  platform: "node",
  target: "node20",
  outDir: "dist",
  clean: true,
  splitting: true,
  minify: true,
  treeshake: true,
  sourcemap: false,
  noExternal: [/.*/],
  // Bundled CommonJS libraries may call require() for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
