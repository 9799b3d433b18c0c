import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "./program";

const place = () => mkdtempSync(join(tmpdir(), "risken-aws-export-"));
const flags = ["--sandbox", "--console-host", "console.example.com", "--domain-prefix", "acme-risken"];
const exporting = (cwd: string, ...more: string[]) =>
  run(["export", "kustomize", "--out", "overlay", "--base", "../base", ...flags, ...more], { cwd });

test("a second export removes what it no longer writes, and nothing that is not its own", async () => {
  const cwd = place();
  expect((await exporting(cwd, "--set", "cluster.serviceAccounts=per-service")).code).toBe(0);
  const overlay = join(cwd, "overlay");
  const before = readdirSync(join(overlay, "service-accounts"));
  expect(before.length).toBeGreaterThan(5);
  writeFileSync(join(overlay, "deployments", "mine.yaml"), "kind: Mine\n");
  expect((await exporting(cwd)).code).toBe(0);
  expect(readdirSync(join(overlay, "service-accounts")).length).toBeLessThan(before.length);
  expect(existsSync(join(overlay, "deployments", "mine.yaml"))).toBe(true);
});

test("a folder with somebody else's files is refused, and left as it is", async () => {
  const cwd = place();
  mkdirSync(join(cwd, "overlay"));
  writeFileSync(join(cwd, "overlay", "notes.txt"), "mine");
  const refused = await exporting(cwd, "--json");
  expect(refused.code).toBe(4);
  expect(refused.json).toMatchObject({ error: { code: "folder-taken" } });
  expect(readdirSync(join(cwd, "overlay"))).toEqual(["notes.txt"]);
});

test("a failure after AWS was reached says where", async () => {
  const { json, code } = await run(["plan", ...flags, "--cluster", "nowhere", "--json"], { cwd: place() });
  expect(code).toBe(3);
  expect(json).toMatchObject({
    env: "prd",
    account: "123456789012",
    region: "ap-northeast-1",
    error: { code: "not-there" },
  });
});

test.each(["cloudformation", "terraform"])("%s is written of what is not there yet, and of what is", async (format) => {
  const cwd = place();
  const before = await run(["export", format, ...flags], { cwd });
  expect([before.code, before.stdout.length > 10_000], before.stderr).toEqual([0, true]);
  expect((await run(["apply", ...flags], { cwd })).code).toBe(0);
  const after = await run(["export", format, ...flags], { cwd });
  expect([after.code, after.stdout.length > 10_000], after.stderr).toEqual([0, true]);
});
