import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { formatted, parsed } from "../export/hcl";
import { root, run } from "./program";
import { makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const canaries = {
  RISKEN_OIDC_CLIENT_SECRET: "canary-client-secret",
  RISKEN_DB_PASSWORD: "canary-database-password",
  GITHUB_TOKEN: "canary-github-token",
} as const;

const config = withValues(sandboxConfig, {
  auth: {
    type: "oidc",
    oidc: {
      issuer: "https://idp.example.com",
      authorizationEndpoint: "https://idp.example.com/authorize",
      tokenEndpoint: "https://idp.example.com/token",
      userInfoEndpoint: "https://idp.example.com/userinfo",
      clientId: "abc",
      clientSecret: { env: "RISKEN_OIDC_CLIENT_SECRET" },
    },
  },
  "database.user": "risken",
  "database.password": { env: "RISKEN_DB_PASSWORD" },
  "parameters.values": {
    common: { DEFAULT_LOCALE: "ja" },
    "code/common": { GITHUB_DEFAULT_TOKEN: { env: "GITHUB_TOKEN" } },
  },
});

describe.each([
  { name: "Cognito", config: sandboxConfig },
  { name: "OIDC and secrets of one's own", config },
])("an installation that is there, with $name", ({ config }) => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace(config);
    const applied = await place.run(["apply"], { env: canaries });
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
  });
  afterAll(() => place?.remove());

  const exported = async (format: string, ...more: string[]) => {
    const before = await place.bytes();
    const ran = await place.run(["export", format, ...more], { env: canaries });
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    // Whoever only writes it down changes nothing.
    expect(await place.bytes()).toBe(before);
    return ran;
  };
  const contentsOf = (folder: string) =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

  test("moves into a stack as a whole: the map names every resource by what it is", async () => {
    const { stdout } = await exported("cloudformation", "--out", "stack");
    expect(readFileSync(join(root, "docs/cloudformation.md"), "utf8")).toContain(`--out stack\n${stdout}`);
    const files = contentsOf(join(place.folder, "stack"));
    expect(Object.keys(files).sort()).toEqual(["resources-to-import.json", "template.yaml"]);
    const { Resources } = parseDocument(files["template.yaml"]!, { logLevel: "silent" }).toJS();
    const map = JSON.parse(files["resources-to-import.json"]!) as readonly Readonly<Record<string, any>>[];
    expect(map.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(Object.keys(Resources));
    for (const { ResourceType, LogicalResourceId, ResourceIdentifier } of map) {
      expect(ResourceType).toBe(Resources[LogicalResourceId].Type);
      for (const value of Object.values(ResourceIdentifier)) expect(value).toMatch(/^\S+$/);
      expect(JSON.stringify(ResourceIdentifier)).not.toMatch(/undefined|riskenaws/);
    }
    const rules = map.filter(({ ResourceType }) => ResourceType === "AWS::ElasticLoadBalancingV2::ListenerRule");
    expect(rules.length).toBeGreaterThan(3);
    for (const { ResourceIdentifier } of rules) expect(ResourceIdentifier.RuleArn).toMatch(/:listener-rule\/app\//);
  });

  test("has its facts as the defaults of parameters", async () => {
    const { stdout } = await exported("cloudformation");
    const { Parameters } = parseDocument(stdout, { logLevel: "silent" }).toJS();
    for (const [name, parameter] of Object.entries(Parameters as Record<string, object>)) {
      expect(parameter, name).toHaveProperty(name === "OidcClientSecret" ? "NoEcho" : "Default");
    }
    expect(Parameters.LoadBalancerVpcId.Default).toMatch(/^vpc-/);
    expect(Parameters).not.toHaveProperty("OidcIssuer");
    // The provider is ours: the stack takes it over.
    expect(Parameters.MakeOidcProviderCluster.Default).toBe("true");
  });

  test("is imported by Terraform as a whole, by what it is", async () => {
    const { stdout } = await exported("terraform", "--out", "risken");
    expect(readFileSync(join(root, "docs/terraform.md"), "utf8")).toContain(`--out risken\n${stdout}`);
    const files = contentsOf(join(place.folder, "risken"));
    for (const [name, text] of Object.entries(files)) expect(await formatted(text), name).toBe(text);
    const { resource, import: imports, variable } = await parsed(Object.values(files).join("\n"));
    const made = Object.entries(resource as Record<string, object>).flatMap(([type, all]) =>
      Object.keys(all).map((name) => `${type}.${name}`),
    );
    const named = imports.map(({ to }: { to: string }) => to.replace(/^\$\{(.*?)(\[0\])?\}$/, "$1"));
    expect(named.sort()).toEqual(made.filter((name) => !name.startsWith("aws_autoscaling_attachment.")).sort());
    for (const { id } of imports) expect(id).toMatch(/^[^${}]+$/);
    // What is known is a default: only secrets are asked for.
    for (const [name, [one]] of Object.entries(variable as Record<string, any>)) {
      expect(one, name).toHaveProperty(one.sensitive ? "sensitive" : "default");
    }
  });

  test("keeps its secrets to itself", async () => {
    const Names = ["/prd/code/common/CODE_DATA_KEY"];
    const { Parameters } = await place.byHand((aws) => aws.ssm.GetParameters({ Names, WithDecryption: true }));
    const secrets = [...Object.values(canaries), Parameters![0]!.Value!];
    for (const format of ["cloudformation", "terraform", "mermaid"]) {
      const plain = await exported(format);
      const json = await exported(format, "--json");
      for (const canary of secrets) {
        expect(plain.stdout + plain.stderr + json.stdout + json.stderr).not.toContain(canary);
      }
      expect(json.json).toMatchObject({ command: "export", format, contents: {} });
    }
    const state = await place.bytes();
    if (config !== sandboxConfig) for (const canary of Object.values(canaries)) expect(state).toContain(canary);
  });

  test("is printed as it is written to a folder", async () => {
    const { stdout } = await exported("terraform");
    const files = contentsOf(join(place.folder, "risken"));
    const order = ["versions.tf", "variables.tf", "main.tf", "secrets.tf", "imports.tf"];
    expect(stdout).toBe(order.flatMap((name) => files[name] ?? []).join("\n"));
  });

  test("is drawn as it is, in a fence where people read it", async () => {
    const { stdout } = await exported("mermaid");
    expect(stdout).toContain("Rule 1000");
    await exported("mermaid", "--out", "docs/picture.md");
    await exported("mermaid", "--out", "picture.mmd");
    const read = (name: string) => readFileSync(join(place.folder, name), "utf8");
    expect(read("docs/picture.md")).toBe(`\`\`\`mermaid\n${stdout}\`\`\`\n`);
    expect(read("picture.mmd")).toBe(stdout);
  });

  test("does not overwrite what somebody else has written", async () => {
    const file = join(place.folder, "stack/template.yaml");
    writeFileSync(file, "Resources: {}\n");
    const { code, json } = await place.run(["export", "cloudformation", "--out", "stack", "--json"]);
    expect(code).toBe(4);
    expect(json).toMatchObject({ error: { code: "file-taken" } });
    expect(readFileSync(file, "utf8")).toBe("Resources: {}\n");
  });
});

test("what is not there yet is not in the map, and is told", async () => {
  const place = await makePlace(withValues(sandboxConfig, { dataSources: ["aws"] }));
  try {
    expect(await place.run(["apply"])).toMatchObject({ code: 0 });
    const ran = await place.run(["export", "cloudformation", "--data-sources", "aws,code", "--json"]);
    expect(ran.stderr.replaceAll("\n", " ")).toContain("resources of the template are not there yet");
    const { contents } = ran.json as { contents: Record<string, string> };
    const ids = JSON.parse(contents["resources-to-import.json"]!).map(
      ({ LogicalResourceId }: { LogicalResourceId: string }) => LogicalResourceId,
    );
    expect(ids).toContain("QueueAwsPortscan");
    expect(ids).not.toContain("QueueCodeGitleaks");
    expect(contents["template.yaml"]).toContain("QueueCodeGitleaks:");
  } finally {
    await place.remove();
  }
});

describe("without credentials", () => {
  const env = { AWS_PROFILE: undefined, AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined };
  const flags = [
    "--region",
    "ap-northeast-1",
    "--cluster",
    "risken",
    "--load-balancer",
    "risken-alb",
    "--db",
    "risken-db",
  ];
  const more = ["--console-host", "console.example.com", "--domain-prefix", "acme-risken"];

  test.each([
    { said: "no-credentials", args: [] },
    { said: "--offline", args: ["--offline"] },
  ])("what only AWS knows becomes a parameter: $said", async ({ args }) => {
    const ran = await run(["export", "cloudformation", ...flags, ...more, ...args, "--json"], { env });
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    const { contents } = ran.json as { contents: Record<string, string> };
    // Nobody has looked, so nobody knows what there is to import.
    expect(Object.keys(contents)).toEqual(["template.yaml"]);
    const { Parameters } = parseDocument(contents["template.yaml"]!, { logLevel: "silent" }).toJS();
    expect(Object.keys(Parameters)).toContain("OidcIssuer");
    expect(Parameters.LoadBalancerVpcId).not.toHaveProperty("Default");
    expect(ran.stderr.includes("There are no AWS credentials")).toBe(args.length === 0);
  });
});
