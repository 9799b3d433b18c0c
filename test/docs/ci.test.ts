import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { version } from "../../package.json";
import { verbs } from "../../src/verbs";

const [, workflow] = /```yaml\n(.*?)```/s.exec(readFileSync("docs/ci.md", "utf8"))!;

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

const { env, jobs, permissions } = parse(workflow!) as {
  readonly env: { readonly RISKEN_AWS: string };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

test("the workflow pins this version", () => {
  expect(env.RISKEN_AWS).toBe(`risken-aws@${version}`);
});

test.each(Object.entries(jobs))("the job %s runs its own verb, with flags that there are", (name, job) => {
  const line = job.steps.map(({ run }) => run ?? "").find((run) => run.startsWith("npx"))!;
  const [, verb, words] = /^npx --yes "\$RISKEN_AWS" (\S+)(.*)$/.exec(line)!;
  expect(verb).toBe(name);
  const known = verbs.find((one) => one.name === verb)!.flags.map(({ flags }) => /--[a-z-]+/.exec(flags)![0]);
  for (const flag of words!.match(/--[a-z-]+/g) ?? []) expect(known).toContain(flag);
});

test.each(Object.entries(jobs))("the job %s gets a token for AWS, and what else its steps need", (name, job) => {
  const has = job.permissions ?? permissions;
  expect(has).toMatchObject({ contents: "read", "id-token": "write" });
  const others = { plan: ["pull-requests"], apply: [], doctor: ["security-events"] }[name]!;
  expect(Object.keys(has).sort()).toEqual(["contents", "id-token", ...others].sort());
});
