import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { services } from "../../src/risken/services";
import { environmentOf, kustomize, type Manifest } from "./kubernetes";
import type { Stage } from "./stage";

const workloads = services.filter(({ standard }) => standard).map(({ id }) => id);

/** Exports the overlay and answers what `kubectl` makes of it, and of the base alone. */
export async function exportOverlay({ folder, run, layBase }: Stage) {
  await layBase();
  const ran = await run(["export", "kustomize", "--out", "overlay", "--base", "../base"]);
  expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 });
  return { overlay: kustomize(join(folder, "overlay")), base: kustomize(join(folder, "base")) };
}

/** The overlay of an installed account on a base shaped like RISKEN's sample. */
export function testOverlay(on: () => Stage): void {
  let objects: readonly Manifest[];
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);

  beforeAll(async () => {
    objects = (await exportOverlay(on())).overlay;
  });

  test("has every Deployment", () => {
    expect(
      ofKind("Deployment")
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual([...workloads].sort());
  });

  test("names a meta parameter that exists in each Deployment, and the region", async () => {
    const parameters = await on().account.parameters("/prd/meta");
    for (const deployment of ofKind("Deployment").filter(({ metadata }) => metadata.name !== "web")) {
      const { ENV_INJECTOR_META_CONFIG: meta, AWS_DEFAULT_REGION } = environmentOf(deployment);
      expect(parameters.has(meta!), `${deployment.metadata.name}: ${meta}`).toBe(true);
      expect(AWS_DEFAULT_REGION).toBe(on().seeded.region);
    }
  });

  test("names a service account whose role trusts it in each Deployment", async () => {
    const { seeded, account } = on();
    const issuer = seeded.eks.issuer.replace("https://", "");
    for (const { metadata, spec } of ofKind("Deployment").filter(({ metadata }) => metadata.name !== "web")) {
      const { serviceAccountName } = spec!.template.spec;
      const [serviceAccount, ...others] = ofKind("ServiceAccount").filter(
        (one) => one.metadata.name === serviceAccountName && one.metadata.namespace === metadata.namespace,
      );
      expect(others).toEqual([]);
      const arn = serviceAccount!.metadata.annotations!["eks.amazonaws.com/role-arn"]!;
      const role = await account.trustOf(arn.split("/").at(-1)!);
      expect(role.arn).toBe(arn);
      expect(role.trust.Statement).toMatchObject([
        {
          Principal: { Federated: `arn:aws:iam::${seeded.account}:oidc-provider/${issuer}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } },
        },
      ]);
      const subjects = [role.trust.Statement[0]!.Condition.StringEquals[`${issuer}:sub`]!].flat();
      expect(subjects).toContain(`system:serviceaccount:${metadata.namespace}:${serviceAccountName}`);
    }
  });
}
