import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { runHere } from "../end-to-end/run-here";
import { sandboxConfig } from "../end-to-end/sandbox-place";
import { policiesOf } from "../export/policies";

const config = { ...sandboxConfig, account: "123456789012" };
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "risken-aws-policy-"));
  file = join(folder, "risken-aws.yaml");
  // A secret that nobody gives, and no AWS to ask.
  const values = { "code/common": { GITHUB_DEFAULT_TOKEN: { secretsManager: "github-token", key: "token" } } };
  await writeFile(file, stringify({ ...config, parameters: { values } }));
});
afterAll(() => rm(folder, { recursive: true }));

const policy = (...args: readonly string[]) => runHere(["policy", ...args, "-c", file]);

describe("risken-aws policy", () => {
  test("prints one policy as it goes into aws iam create-policy, without AWS and without secrets", async () => {
    const { code, stdout, stderr } = await policy("plan");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(Object.keys(JSON.parse(stdout))).toEqual(["Version", "Statement"]);
    expect(stdout).toContain("arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:github-token-??????");
  });

  test("says apply when it says nothing, and that there are several", async () => {
    const { code, stdout, stderr } = await policy();
    expect(code).toBe(0);
    const documents = stdout.split(/(?<=^\}\n)/m).map((text) => JSON.parse(text));
    expect(documents.map(({ Version }) => Version)).toEqual(["2012-10-17", "2012-10-17", "2012-10-17"]);
    expect(stderr).toMatch(/^# IAM takes at most 6144 characters/);
    expect((await policy("apply")).stdout).toBe(stdout);
  });

  test("with --json, all of them in one document", async () => {
    const { stdout, stderr } = await runHere(["policy", "doctor", "--json", "-c", file]);
    expect(stderr).toBe("");
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ command: "policy", for: "doctor", env: "prd", account: "123456789012" });
    const secret = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:github-token-??????";
    expect(document.policies).toEqual(JSON.parse(JSON.stringify(await policiesOf("doctor", config, [secret]))));
  });

  test("for import needs no config, because there is none yet", async () => {
    const { code, stdout, stderr } = await runHere(["policy", "import", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ command: "policy", for: "import", env: null, account: null, region: null });
    const [reading, decrypting] = document.policies[0].Statement;
    expect(reading.Action.filter((action: string) => !/:(Get|List|Describe)/.test(action))).toEqual([]);
    expect(decrypting).toMatchObject({ Action: "kms:Decrypt", Condition: { StringLike: {} } });
    expect((await policy("import", "--permissions-boundary")).stdout).toBe(
      (await policy("plan", "--permissions-boundary")).stdout,
    );
    expect((await runHere(["policy", "import", "--github", "acme/infrastructure"])).stdout).toContain(
      "risken-aws import",
    );
  });

  test("writes files that create-policy takes", async () => {
    const out = join(folder, "out");
    expect(await policy("apply", "--out", out)).toMatchObject({ code: 0, stderr: "" });
    expect((await readdir(out)).sort()).toEqual([
      "risken-prd-apply-1.json",
      "risken-prd-apply-2.json",
      "risken-prd-apply-3.json",
    ]);
    const first = JSON.parse(await readFile(join(out, "risken-prd-apply-1.json"), "utf8"));
    expect(first.Version).toBe("2012-10-17");
  });

  test("lets doctor knock at scan roles where it is told which, and nothing else", async () => {
    // As many policies as it takes, one after the other.
    const statements = async (...args: readonly string[]) =>
      (await policy(...args)).stdout
        .split(/(?<=^\})\n/m)
        .filter((text) => text.trim() !== "")
        .flatMap((text) => JSON.parse(text).Statement);
    const usual = await statements("doctor");
    expect(JSON.stringify(usual)).not.toContain("sts:AssumeRole");
    const more = await statements("doctor", "--scan-account", "222222222222,123456789012");
    const of = (action: string) =>
      more.filter(({ Action }: { Action: string | string[] }) => [Action].flat().includes(action));
    expect(of("sts:AssumeRole")).toMatchObject([{ Resource: "arn:aws:iam::222222222222:role/RISKEN" }]);
    expect(of("iam:GetRole")[0].Resource).toContain("arn:aws:iam::123456789012:role/RISKEN");
  });

  test.each([
    [["plan", "--scan-account", "222222222222"], "flags-exclude"],
    [["doctor", "--scan-account", "2222"], "flag-value"],
  ])("refuses %j", async (args, code) => {
    const refused = await policy(...args, "--json");
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code } });
  });

  test("prints a boundary, and a template", async () => {
    const boundary = await policy("--permissions-boundary");
    expect(JSON.parse(boundary.stdout).Statement).toHaveLength(5);
    const template = await policy("plan", "--github", "acme/infra");
    expect(parse(template.stdout).Parameters.Subject.Default).toBe("repo:acme/infra:*");
  });

  test.each([
    [["nonsense"], "no-such-policy"],
    [["--github", "acme"], "flag"],
    [["--github", "acme/infra", "--permissions-boundary"], "flags-exclude"],
  ])("refuses %o", async (args, code) => {
    const ran = await runHere(["policy", ...args, "--json", "-c", file]);
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout).error.code).toContain(code);
  });

  test("speaks Japanese", async () => {
    const { stderr } = await policy("--lang", "ja");
    expect(stderr).toContain("3 個に分かれています");
  });
});
