import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kustomizeOverlay, type OverlayInput } from "../../src/export/kustomize";
import { Problem } from "../../src/problems";
import { cronJobs } from "../../src/risken/cron-jobs";
import { dataSources, services } from "../../src/risken/services";
import { build, buildOverlay, leaves, type Manifest } from "./kubectl";

const base = fileURLToPath(new URL("../fixtures/k8s-base", import.meta.url));
const before = build(base);

const role = (id: string) => `arn:aws:iam::123456789012:role/risken/prd/risken-prd-${id}`;
const shared: Omit<OverlayInput, "base"> = {
  env: "prd",
  region: "ap-northeast-3",
  namespace: "risken",
  serviceAccounts: "shared",
  dataSources,
  roleArn: () => role("risken"),
  extraEnv: {},
};
const perService: typeof shared = { ...shared, serviceAccounts: "per-service", roleArn: role };
const some = ["aws", "diagnosis"];

const built = (input: typeof shared, on = base) => buildOverlay(on, (base) => kustomizeOverlay({ ...input, base }));
const all = (kind: string, manifests: readonly Manifest[]) => manifests.filter((one) => one.kind === kind);
const named = (kind: string, name: string, manifests: readonly Manifest[]) =>
  all(kind, manifests).find(({ metadata }) => metadata.name === name)!;
const podOf = ({ kind, spec }: Manifest) => (kind === "CronJob" ? spec.jobTemplate.spec : spec).template.spec;
const containerOf = (one: Manifest) => podOf(one).containers[0];
const envOf = (one: Manifest): Record<string, string> =>
  Object.fromEntries((containerOf(one).env ?? []).map(({ name, value }: any) => [name, value]));
const titles = (manifests: readonly Manifest[]) => manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

/** What has become different, by resource and path: "Deployment/core spec.replicas" → [before, after]. */
function changes(after: readonly Manifest[]): Record<string, readonly [unknown, unknown]> {
  const flat = (manifests: readonly Manifest[]) =>
    new Map(
      titles(manifests).flatMap((title, i) => [...leaves(manifests[i])].map(([at, is]) => [`${title} ${at}`, is])),
    );
  const [was, is] = [flat(before), flat(after)];
  return Object.fromEntries(
    [...new Set([...was.keys(), ...is.keys()])]
      .filter((at) => was.get(at) !== is.get(at))
      .map((at) => [at, [was.get(at), is.get(at)]]),
  );
}

test("the fixture has the programs, images, ports and jobs that RISKEN's sample manifests have", () => {
  const deployed = services.filter(({ standard }) => standard);
  expect(
    Object.fromEntries(all("Deployment", before).map((one) => [one.metadata.name, containerOf(one).image])),
  ).toEqual(
    Object.fromEntries(deployed.map(({ id, image, manifestImage }) => [id, `${manifestImage ?? image}:latest`])),
  );
  expect(
    Object.fromEntries(all("CronJob", before).map(({ metadata, spec }) => [metadata.name, spec.schedule])),
  ).toEqual(Object.fromEntries(cronJobs.map(({ id, schedule }) => [id, schedule])));
  for (const { id, nodePort } of deployed.filter(({ nodePort }) => nodePort)) {
    expect(named("Service", id, before).spec.ports[0].nodePort).toBe(nodePort!.port);
  }
});

describe.each([
  ["shared service account, everything scanned", shared],
  ["shared service account, a few data sources", { ...shared, dataSources: some }],
  ["service accounts of their own, everything scanned", perService],
  [
    "service accounts of their own, a few data sources, another namespace, more variables",
    {
      ...perService,
      dataSources: some,
      namespace: "security",
      extraEnv: { TZ: "UTC", AWS_XRAY_SDK_DISABLED: "FALSE" },
    },
  ],
] satisfies [string, typeof shared][])("%s", (_, input) => {
  const after = built(input);
  const accounts = new Map(all("ServiceAccount", after).map(({ metadata }) => [metadata.name, metadata]));
  const roleOf = (one: Manifest) =>
    accounts.get(podOf(one).serviceAccountName)?.annotations?.["eks.amazonaws.com/role-arn"];

  test.each(all("Deployment", after).map((one) => [one.metadata.name, one] as const))("%s", (id, deployment) => {
    const program = services.find((service) => service.id === id)!;
    const scanned = !program.dataSource || input.dataSources.includes(program.dataSource);
    expect(deployment.spec.replicas).toBe(scanned ? 1 : 0);
    expect(containerOf(deployment).image).toBe(`${program.image}:latest`);
    expect(deployment.metadata.namespace).toBe(input.namespace);
    expect(accounts.get(podOf(deployment).serviceAccountName)?.namespace).toBe(input.namespace);
    if (id === "web") {
      expect(containerOf(deployment).env).toBeUndefined();
      expect(roleOf(deployment)).toBe(input.serviceAccounts === "shared" ? role("risken") : undefined);
      return;
    }
    const metaInBase = envOf(named("Deployment", id, before)).ENV_INJECTOR_META_CONFIG!;
    expect(envOf(deployment)).toEqual({
      ...envOf(named("Deployment", id, before)),
      ...input.extraEnv,
      AWS_DEFAULT_REGION: "ap-northeast-3",
      AWS_REGION: "ap-northeast-3",
      ENV_INJECTOR_META_CONFIG: metaInBase.replace(/^\/env\//, "/prd/"),
    });
    expect(envOf(deployment).ENV_INJECTOR_META_CONFIG).toBe(`/prd/${program.meta}`);
    expect(containerOf(deployment).env).toHaveLength(Object.keys(envOf(deployment)).length);
    expect(podOf(deployment).serviceAccountName).toBe(input.serviceAccounts === "shared" ? "risken" : id);
    expect(roleOf(deployment)).toBe(input.roleArn(id));
  });

  test.each(all("CronJob", after).map((one) => [one.metadata.name, one] as const))("%s", (id, job) => {
    const { dataSource, target, method } = cronJobs.find((known) => known.id === id)!;
    expect(job.spec.suspend).toBe(dataSource && !input.dataSources.includes(dataSource) ? true : undefined);
    expect(accounts.get(podOf(job).serviceAccountName)?.namespace).toBe(input.namespace);
    const port = named("Service", target, after).spec.ports[0].port;
    const address = `${target}.${input.namespace}.svc.cluster.local:${port}`;
    expect(containerOf(job)).toMatchObject({
      image: "fullstorydev/grpcurl",
      command: ["grpcurl", "-plaintext", address, method],
    });
    expect(containerOf(job).args).toBeUndefined();
  });

  test("nothing points at ConfigMaps or images that aren't there", () => {
    for (const deployment of all("Deployment", after)) {
      expect(containerOf(deployment)).not.toHaveProperty("envFrom");
      expect(containerOf(deployment)).not.toHaveProperty("imagePullPolicy");
    }
  });
});

describe("nothing else of the base changes", () => {
  const arm64 = ["alert", "iam", "report"];
  const containers = (kind: string, id: string) =>
    `${kind}/${id} spec.${kind === "CronJob" ? "jobTemplate.spec." : ""}template.spec.containers.${id}`;
  const jobChanges = Object.fromEntries(
    arm64.flatMap((name) => {
      const at = containers("CronJob", `${name}-cronjob`);
      const job = cronJobs.find(({ id }) => id === `${name}-cronjob`)!;
      return [
        [`${at}.image`, ["alpine", "fullstorydev/grpcurl"]],
        [`${at}.command.0`, ["sh", "grpcurl"]],
        [`${at}.command.1`, ["-c", "-plaintext"]],
        [`${at}.command.2`, [undefined, "core.risken.svc.cluster.local:8080"]],
        [`${at}.command.3`, [undefined, job.method]],
        [`${at}.args.0`, [expect.any(String), undefined]],
      ];
    }),
  );
  const deploymentChanges = Object.fromEntries(
    services
      .filter(({ standard, meta }) => standard && meta)
      .flatMap(({ id, meta, image, manifestImage }) => {
        const at = containers("Deployment", id);
        return [
          [`${at}.env.AWS_DEFAULT_REGION.value`, ["region-code", "ap-northeast-3"]],
          [`${at}.env.AWS_REGION.name`, [undefined, "AWS_REGION"]],
          [`${at}.env.AWS_REGION.value`, [undefined, "ap-northeast-3"]],
          [`${at}.env.ENV_INJECTOR_META_CONFIG.value`, [`/env/${meta}`, `/prd/${meta}`]],
          ...(manifestImage ? [[`${at}.image`, [`${manifestImage}:latest`, `${image}:latest`]]] : []),
        ];
      }),
  );
  const annotation = "metadata.annotations.eks.amazonaws.com/role-arn";
  const placeholder = "arn:aws:iam::123456789012:role/your-role";

  test("with the shared service account", () => {
    expect(changes(built(shared))).toEqual({
      ...jobChanges,
      ...deploymentChanges,
      [`ServiceAccount/risken ${annotation}`]: [placeholder, role("risken")],
    });
  });

  test("with service accounts of their own", () => {
    const programs = services.filter(({ standard, meta }) => standard && meta).map(({ id }) => id);
    expect(changes(built(perService))).toEqual({
      ...jobChanges,
      ...deploymentChanges,
      [`ServiceAccount/risken ${annotation}`]: [placeholder, undefined],
      ...Object.fromEntries(
        programs.flatMap((id) => [
          [`Deployment/${id} spec.template.spec.serviceAccountName`, ["risken", id]],
          [`ServiceAccount/${id} apiVersion`, [undefined, "v1"]],
          [`ServiceAccount/${id} kind`, [undefined, "ServiceAccount"]],
          [`ServiceAccount/${id} metadata.name`, [undefined, id]],
          [`ServiceAccount/${id} metadata.namespace`, [undefined, "risken"]],
          [`ServiceAccount/${id} ${annotation}`, [undefined, role(id)]],
        ]),
      ),
    });
  });

  test("in another namespace, where everything has moved, the Namespace itself with it", () => {
    const after = built({ ...shared, namespace: "security" });
    expect(titles(after).filter((title) => !titles(before).includes(title))).toEqual(["Namespace/security"]);
    expect(after.filter(({ kind }) => kind !== "Namespace").map(({ metadata }) => metadata.namespace)).toEqual(
      before.filter(({ kind }) => kind !== "Namespace").map(() => "security"),
    );
    expect(JSON.stringify(after)).not.toContain("risken.svc");
  });
});

describe("variables of the user's own", () => {
  const gateway = (extraEnv: Record<string, string>) =>
    envOf(named("Deployment", "gateway", built({ ...shared, extraEnv })));

  test("reach Kubernetes as the text that they are", () => {
    const awkward = [
      "yes",
      "off",
      "010",
      "1_000",
      "1:30",
      "1e3",
      "0x1F",
      "null",
      "~",
      "",
      " a ",
      "a: b # c",
      "ﾃｽﾄ",
      "x\ny",
      "2026-01-01",
      "$(X)",
      '"q"',
    ];
    const extraEnv = Object.fromEntries(awkward.map((value, i) => [`V${i}`, value]));
    expect(gateway(extraEnv)).toMatchObject(extraEnv);
  });

  test.each([
    ["AWS_REGION", "overlay-env-taken"],
    ["AWS_DEFAULT_REGION", "overlay-env-taken"],
    ["ENV_INJECTOR_META_CONFIG", "overlay-env-taken"],
    ["AWS_ACCESS_KEY_ID", "overlay-env-shadows-role"],
    ["DB_MASTER_PASSWORD", "overlay-env-is-secret"],
  ])("%s is refused, and its value is not repeated", (name, code) => {
    const refusal = problemOf(() => kustomizeOverlay({ ...shared, base: "../base", extraEnv: { [name]: "c4n4ry" } }));
    expect(refusal).toMatchObject({ code, exit: 3 });
    expect(JSON.stringify([refusal.text, refusal.fix])).toContain(name);
    expect(JSON.stringify([refusal.text, refusal.fix])).not.toContain("c4n4ry");
  });

  function problemOf(act: () => unknown): Problem {
    try {
      act();
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    throw new Error("nothing was refused");
  }
});

describe("a base that has lost what the overlay changes", () => {
  const folder = mkdtempSync(join(tmpdir(), "risken-aws-base-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("is refused by kubectl, by name", () => {
    cpSync(base, folder, { recursive: true });
    const deployments = join(folder, "deployments.yaml");
    writeFileSync(
      deployments,
      readFileSync(deployments, "utf8").replace("{ name: core, namespace", "{ name: heart, namespace"),
    );
    expect(() => built(shared, folder)).toThrow(/Deployment.*core/);
  });
});

test("kustomization.yaml says in both languages where it comes from, and names every other file", () => {
  const files = kustomizeOverlay({ ...perService, dataSources: some, base: "../../k8s-sample/base" });
  const text = files.get("kustomization.yaml")!;
  expect(text).toMatch(/^# Written by `risken-aws export kustomize`/);
  expect(text).toContain("# 適用: kubectl apply -k");
  const { resources, patches } = parse(text) as { resources: string[]; patches: { path: string }[] };
  expect(resources[0]).toBe("../../k8s-sample/base");
  expect(["kustomization.yaml", ...resources.slice(1), ...patches.map(({ path }) => path)].sort()).toEqual(
    [...files.keys()].sort(),
  );
});

test("the patch that the documentation shows is the one that is written", () => {
  const documentation = readFileSync(new URL("../../docs/kustomize.md", import.meta.url), "utf8");
  const files = kustomizeOverlay({ ...perService, region: "ap-northeast-1", extraEnv: { TZ: "UTC" }, base: "../base" });
  expect(documentation).toContain(`\`\`\`yaml\n${files.get("deployments/datasource-api.yaml")}\`\`\``);
});
