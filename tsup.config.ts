import { defineConfig, type Options } from "tsup";

/** What a library brings along and this program never calls, and what stands in its place. */
const leftOut: readonly { readonly module: string; readonly by: RegExp; readonly instead: string }[] = [
  // The wizard opens no editor; the editor prompt reads all character sets there are, half a megabyte.
  {
    module: "@inquirer/external-editor",
    by: /@inquirer/,
    instead: 'export const editAsync = () => { throw new Error("there is no editor"); };',
  },
  // For commands that are programs of their own; loading it is a tenth of the time that help takes.
  { module: "(node:)?child_process", by: /commander/, instead: "module.exports = {};" },
  // The SDK uses it to tell browsers apart.
  { module: "bowser", by: /@aws-sdk/, instead: "export default undefined;" },
];

const leavingOut: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "leaving-out",
  setup(build) {
    for (const { module, by, instead } of leftOut) {
      const namespace = `left-out-${module}`;
      build.onResolve({ filter: new RegExp(`^${module}$`) }, ({ path, importer }) =>
        by.test(importer) ? { path, namespace } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents: instead }));
    }
  },
};

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
  removeNodeProtocol: false,
  esbuildPlugins: [leavingOut],
  // Bundled CommonJS libraries may call require() for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
