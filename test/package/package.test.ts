import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { schemaDocument } from "../../src/config/schema";
import { nodeOf, npm } from "../tools";
import { type Packed, packAndInstall } from "./packed";

/** The oldest that is supported, and one of each line after it. */
const nodes = ["20.17.0", "22.23.3", "24.21.0"];

let packed: Packed;
beforeAll(() => {
  packed = packAndInstall();
  for (const version of nodes) nodeOf(version);
});
afterAll(() => packed?.remove());

const file = (path: string) => readFileSync(join(packed.installed, "node_modules/risken-aws", path), "utf8");

describe("the tarball", () => {
  test("holds the program, its documents and its schema, and nothing else", () => {
    const others = packed.files.filter((path) => !/^(dist\/[\w-]+\.js|docs\/[\w./-]+\.(md|json))$/.test(path));
    expect(others.sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.ja.md",
      "README.md",
      "bin/risken-aws.cjs",
      "dist/licenses.txt",
      "docs/examples/enterprise.yaml",
      "docs/examples/minimum.yaml",
      "package.json",
      "schema.json",
    ]);
    expect(packed.files).toContain("dist/main.js");
  });

  test("stays small", () => {
    expect(packed.size).toBeLessThan(750_000);
  });

  test("needs no other package and runs nothing when it is installed", () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts } = JSON.parse(file("package.json"));
    expect([dependencies, optionalDependencies, peerDependencies]).toEqual([undefined, undefined, undefined]);
    for (const name of ["preinstall", "install", "postinstall", "prepare"]) expect(scripts).not.toHaveProperty(name);
    expect(readdirSync(join(packed.installed, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "risken-aws",
    ]);
  });

  test("has the JSON Schema that the program prints", () => {
    expect(JSON.parse(file("schema.json"))).toEqual(JSON.parse(JSON.stringify(schemaDocument())));
    expect(file("schema.json")).toBe(npm(["exec", "--offline", "--", "risken-aws", "schema"], packed.installed));
  });

  test("names the terms of everything that is bundled", () => {
    const licenses = file("dist/licenses.txt");
    for (const name of ["commander", "yaml", "zod", "@inquirer/prompts", "@aws-sdk/client-sqs", "@smithy/core"])
      expect(licenses).toMatch(new RegExp(`^${name} [\\d.]+ \\((MIT|ISC|Apache-2.0)\\)$`, "m"));
  });
});

test("npx finds the program", () => {
  const version = npm(["exec", "--offline", "--", "risken-aws", "--version"], packed.installed);
  expect(version).toBe(`${packageJson.version}\n`);
});

describe.each(nodes)("on Node %s", (version) => {
  const run = (name: string, ...args: readonly string[]) => {
    const cwd = join(packed.installed, `${name}-${version}`);
    mkdirSync(cwd, { recursive: true });
    const PATH = [dirname(nodeOf(version)), process.env.PATH].join(delimiter);
    const program = join(packed.installed, "node_modules/.bin/risken-aws");
    const env = { PATH, HOME: cwd, LANG: "en_US.UTF-8" };
    return spawnSync(program, args, { cwd, env, encoding: "utf8" });
  };

  test("says its version", () => {
    expect(run("version", "--version")).toMatchObject({ status: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });

  test("shows its help, in both languages", () => {
    const help = run("help", "--help");
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toMatch(/^Usage: risken-aws/);
    for (const verb of ["init", "apply", "plan", "env", "export", "schema"])
      expect(help.stdout).toMatch(new RegExp(`^ +${verb} `, "m"));
    const japanese = run("help", "--help", "--lang", "ja");
    expect(japanese).toMatchObject({ status: 0, stderr: "" });
    expect(japanese.stdout).toMatch(/^使い方: risken-aws/);
  });

  test("plans and installs on the sandbox", () => {
    const flags = ["--sandbox", "--json", "--console-host", "console.example.com"];
    const domain = ["--set", "auth.cognito.domainPrefix=acme-risken"];
    const planned = run("plan", "plan", "--detailed-exitcode", ...flags, ...domain);
    expect(planned.status, planned.stderr).toBe(2);
    expect(planned.stderr).not.toMatch(/warning/i);
    const { summary } = JSON.parse(planned.stdout);
    expect(summary.create).toBeGreaterThan(100);

    const made = run("plan", "init", "--yes", ...flags, ...domain);
    expect(made.status, made.stderr).toBe(0);
    expect(JSON.parse(made.stdout).summary).toMatchObject({ create: summary.create, failed: 0, skipped: 0 });
    const again = run("plan", "apply", "--sandbox", "--json");
    expect(again.status, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout).summary).toMatchObject({ create: 0, update: 0, none: summary.create });
  });
});

test("an older Node is told which one it takes", () => {
  const { status, stderr } = spawnSync(nodeOf("18.20.8"), [join(packed.installed, "node_modules/.bin/risken-aws")], {
    encoding: "utf8",
  });
  expect(status).toBe(3);
  expect(stderr).toBe(
    "risken-aws needs Node.js 20.17 or newer; this is 18.20.8.\n" +
      "risken-aws には Node.js 20.17 以降が必要です（現在: 18.20.8）。\n",
  );
});
