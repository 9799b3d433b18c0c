import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Call } from "../moto/calls";
import { describeOnMoto } from "../moto/server";
import { saveConfig, standardConfig } from "./config";
import { type RunDocument, runDocument } from "./documents";
import { environmentOf, kustomize } from "./kubernetes";
import type { Ran } from "./program";
import { type Stage, setStage } from "./stage";

/** What nobody may ever see again, by the variables that a user's CI would hold it in. */
const canaries = {
  RISKEN_DB_PASSWORD: "canaryDatabasePassword7dR2",
  RISKEN_OIDC_CLIENT_SECRET: "canaryOidcClientSecret9kQ4",
  GITHUB_TOKEN: "canaryGithubToken3mW8",
} as const;

vi.setConfig({ testTimeout: 180_000 });

describeOnMoto("an installation with a database, an identity provider and secrets of one's own", () => {
  let stage: Stage;
  const runs: Ran[] = [];

  beforeAll(async () => {
    stage = await setStage(canaries);
    await saveConfig(stage.folder, ownConfig(stage));
  });
  afterAll(() => stage?.stop());

  const run = async (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Ran> => {
    const ran = await stage.run(args, { env });
    runs.push(ran);
    return ran;
  };
  const verb = async (args: readonly string[], code: number): Promise<RunDocument> => {
    const ran = await run([...args, "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code });
    return runDocument.parse(ran.json);
  };

  test("a failure in which AWS repeats what it was sent keeps it to itself", async () => {
    const repeated = (call: Call) => {
      const found = Object.values(canaries).find((canary) => call.body.includes(canary));
      return found !== undefined;
    };
    const message = `Value '${Object.values(canaries).join("' or '")}' at 'value' failed to satisfy constraint`;
    const heal = stage.proxy.fault(repeated, { kind: "error", status: 400, code: "ValidationException", message });
    const failed = await verb(["apply"], 1);
    heal();
    expect(failed.status).toBe("failed");
    expect(failed.changes.filter(({ status }) => status === "failed").length).toBeGreaterThanOrEqual(3);
    expect(failed.changes.filter(({ status }) => status === "failed").every(({ error }) => error)).toBe(true);
  });

  test("the next apply carries on, and tells every call that it makes", async () => {
    const ran = await run(["apply", "--verbose"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    expect(ran.stderr).toMatch(/PutParameter/);
    expect((await verb(["plan", "--detailed-exitcode"], 0)).summary).toMatchObject({ create: 0, update: 0 });
  });

  test("the secrets have arrived where they belong", async () => {
    const parameters = await stage.account.parameters("/prd");
    expect(parameters.get("/prd/db/DB_MASTER_PASSWORD")).toBe(canaries.RISKEN_DB_PASSWORD);
    expect(parameters.get("/prd/db/DB_SLAVE_PASSWORD")).toBe(canaries.RISKEN_DB_PASSWORD);
    expect(parameters.get("/prd/code/common/GITHUB_DEFAULT_TOKEN")).toBe(canaries.GITHUB_TOKEN);
    expect(parameters.get("/prd/code/common/CODE_DATA_KEY")).toHaveLength(32);
    const rules = await stage.account.rulesOf(stage.seeded.alb.listenerArn);
    const secrets = rules.flatMap(({ Actions }) => Actions!.map((one) => one.AuthenticateOidcConfig?.ClientSecret));
    expect(secrets.filter((secret) => secret === canaries.RISKEN_OIDC_CLIENT_SECRET).length).toBeGreaterThan(0);
    const types = [...(await stage.account.parameterTypes("/prd"))];
    const encrypted = types.filter(([, type]) => type === "SecureString").map(([name]) => name);
    expect(encrypted.sort()).toEqual([
      "/prd/code/common/CODE_DATA_KEY",
      "/prd/code/common/GITHUB_DEFAULT_TOKEN",
      "/prd/db/DB_MASTER_PASSWORD",
      "/prd/db/DB_SLAVE_PASSWORD",
    ]);
  });

  test("a run without them keeps what is stored, and says what it could not compare", async () => {
    stage.proxy.clear();
    const without = Object.fromEntries(Object.keys(canaries).map((name) => [name, undefined]));
    const ran = await run(["apply", "--json"], without);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    expect(stage.proxy.writes()).toEqual([]);
    const { changes } = runDocument.parse(ran.json);
    const notCompared = changes.flatMap((change) => change.notCompared ?? []);
    expect(new Set(notCompared)).toEqual(
      new Set(["database.password", "auth.oidc.clientSecret", "parameters.values.code/common.GITHUB_DEFAULT_TOKEN"]),
    );
  });

  test("a changed secret is a difference, found without showing it", async () => {
    const changed = Object.fromEntries(Object.entries(canaries).map(([name, value]) => [name, `${value}Changed`]));
    const ran = await run(["plan", "--detailed-exitcode", "--json"], changed);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 2 });
    const updated = runDocument.parse(ran.json).changes.filter(({ action }) => action === "update");
    expect(updated.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "parameter/code/common/GITHUB_DEFAULT_TOKEN",
        "parameter/db/DB_MASTER_PASSWORD",
        "parameter/db/DB_SLAVE_PASSWORD",
      ]),
    );
    expect(updated.filter(({ kind }) => kind === "elbv2.listener-rule").length).toBeGreaterThan(0);
  });

  test("pods find the database that was named", async () => {
    const ran = await run(["env", "core", "--json"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    const { variables } = ran.json as { variables: { name: string; value: string }[] };
    const value = (name: string) => variables.find((one) => one.name === name)?.value;
    expect(value("DB_MASTER_HOST")).toBe("db.example.com");
    expect(value("DB_SLAVE_HOST")).toBe("db-ro.example.com");
    expect(value("DB_MASTER_USER")).toBe("risken");
    expect((await run(["env", "datasource-api"])).code).toBe(0);
  });

  test("each service account has a role of its own that trusts it alone", async () => {
    const ran = await run(["export", "kustomize", "--out", "overlay", "--base", "../base"]);
    expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
    await stage.layBase();
    const objects = kustomize(join(stage.folder, "overlay"));
    const accounts = new Map(
      objects.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => [metadata.name, metadata]),
    );
    const running = objects.filter(
      ({ kind, metadata, spec }) => kind === "Deployment" && spec!.replicas !== 0 && metadata.name !== "web",
    );
    const names = running.map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual([
      "code-codescan",
      "code-dependency",
      "code-gitleaks",
      "core",
      "datasource-api",
      "gateway",
    ]);
    const issuer = stage.seeded.eks.issuer.replace("https://", "");
    const roles = new Set<string>();
    for (const deployment of running) {
      const name = deployment.spec!.template.spec.serviceAccountName!;
      const arn = accounts.get(name)!.annotations!["eks.amazonaws.com/role-arn"]!;
      const { trust } = await stage.account.trustOf(arn.split("/").at(-1)!);
      const subject = `system:serviceaccount:${deployment.metadata.namespace}:${name}`;
      expect([trust.Statement[0]!.Condition.StringEquals[`${issuer}:sub`]].flat()).toEqual([subject]);
      expect(environmentOf(deployment).ENV_INJECTOR_META_CONFIG).toMatch(/^\/prd\/meta\//);
      roles.add(arn);
    }
    expect(roles.size).toBe(running.length);
  });

  test("no secret is in anything that was printed or written", async () => {
    for (const args of [["plan"], ["plan", "--verbose", "--json"], ["env", "core"], ["env", "code-gitleaks", "--json"]])
      await run(args);
    expect((await run(["apply", "--set", "database.password=oops"])).code).toBe(3);
    expect((await run(["init", "--yes", "-c", "made.yaml", ...ownFlags])).code).toBe(4);
    expect(await readFile(join(stage.folder, "made.yaml"), "utf8")).toContain("RISKEN_DB_PASSWORD");
    const generated = (await stage.account.parameters("/prd/code")).get("/prd/code/common/CODE_DATA_KEY")!;
    const said = runs.map(({ stdout, stderr }) => stdout + stderr);
    const files = await Promise.all((await filesBelow(stage.folder)).map((file) => readFile(file, "utf8")));
    expect(runs.length).toBeGreaterThan(12);
    expect(files.length).toBeGreaterThan(10);
    for (const secret of [...Object.values(canaries), generated])
      for (const spelling of spellingsOf(secret))
        expect([...said, ...files].filter((text) => text.includes(spelling))).toEqual([]);
  });
});

/** The database and the identity provider are somebody else's, every service account has its own role, and only code is scanned. */
function ownConfig({ seeded }: Stage): object {
  const { cluster, ...standard } = standardConfig(seeded);
  return {
    ...standard,
    dataSources: ["code"],
    cluster: { ...cluster, serviceAccounts: "per-service" },
    auth: {
      type: "oidc",
      oidc: {
        issuer: "https://idp.example.com",
        authorizationEndpoint: "https://idp.example.com/authorize",
        tokenEndpoint: "https://idp.example.com/token",
        userInfoEndpoint: "https://idp.example.com/userinfo",
        clientId: "risken",
        clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" },
      },
      userKey: "preferred_username",
    },
    database: {
      source: "external",
      masterHost: "db.example.com",
      slaveHost: "db-ro.example.com",
      user: "risken",
      password: { env: "RISKEN_DB_PASSWORD" },
    },
    parameters: { values: { "code/common": { GITHUB_DEFAULT_TOKEN: { env: "GITHUB_TOKEN" } } } },
  };
}

/** A config of flags alone, of another environment at the same hosts: it is saved, and then refused. */
const ownFlags = [
  "--env",
  "stg",
  "--region",
  "ap-northeast-1",
  "--console-host",
  "console.example.com",
  "--domain-prefix",
  "acme",
  "--data-sources",
  "code",
  ...["source=external", "masterHost=db.example.com", "user=risken", "password.env=RISKEN_DB_PASSWORD"].flatMap(
    (one) => ["--set", `database.${one}`],
  ),
];

const spellingsOf = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(secret).toString("hex"),
];

async function filesBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => stat(path)));
  return paths.filter((_, at) => kinds[at]!.isFile());
}
