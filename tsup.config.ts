import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Options } from "tsup";

/** What a library brings along and this program never calls, and what stands in its place. */
const leftOut: readonly { readonly module: string; readonly by: RegExp; readonly instead: string }[] = [
  // For commands that are programs of their own; loading it is a tenth of the time that help takes.
  { module: "(node:)?child_process", by: /commander/, instead: "module.exports = {};" },
  // The SDK uses it to tell browsers apart.
  { module: "bowser", by: /@aws-sdk/, instead: "export default undefined;" },
];

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const leavingOut: Plugin = {
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

/** Writes down whose code the program holds, under which terms: the terms ask for it. */
const licenses: Plugin = {
  name: "licenses",
  setup(build) {
    build.onEnd(({ metafile }) => {
      const files = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) => Object.keys(inputs));
      const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
      const names = new Map<string, string[]>();
      for (const folder of folders) {
        const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
        const terms = file ? readFileSync(join(folder, file), "utf8").trim() : license;
        names.set(terms, [...(names.get(terms) ?? []), `${name} ${version} (${license})`]);
      }
      const parts = [...names].map(([terms, packages]) => `${packages.sort().join("\n")}\n\n${terms}\n`).sort();
      mkdirSync("dist", { recursive: true });
      writeFileSync("dist/licenses.txt", parts.join(`\n${"=".repeat(80)}\n\n`));
    });
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
  esbuildPlugins: [leavingOut, licenses],
  // Bundled CommonJS libraries may call require() for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
