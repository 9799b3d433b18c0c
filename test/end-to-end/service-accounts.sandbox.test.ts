import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { PolicyDocument } from "../../src/aws/policy-document";
import { services } from "../../src/risken/services";
import type { State } from "../../src/sandbox/account";
import { type RunDocument, runDocument } from "./documents";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const boundary = "arn:aws:iam::123456789012:policy/boundary";
const perService = withValues(sandboxConfig, { "cluster.serviceAccounts": "per-service" });
const pods = services.filter(({ standard, meta }) => standard && meta !== undefined).map(({ id }) => id);
const scanners = services.filter(({ assumesScanRole }) => assumesScanRole).map(({ id }) => id);
const trustInPods = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const places: Place[] = [];
let shared: Place;

async function placeFrom(account: Place | undefined, given: Config): Promise<Place> {
  const place = await makePlace(given, account?.file);
  places.push(place);
  return place;
}

async function ran(place: Place, args: readonly string[], code = 0): Promise<RunDocument> {
  const done = await place.run([...args, "--json"]);
  expect(done, done.stdout + done.stderr).toMatchObject({ code });
  return runDocument.parse(done.json);
}

interface Role {
  readonly name: string;
  readonly path: string;
  readonly boundary?: string;
  readonly trust: string;
  readonly policies: Readonly<Record<string, string>>;
}

const rolesIn = (state: State): readonly Role[] =>
  (Object.values(state.tables["iam.roles"]!) as Role[]).filter(({ name }) => name.startsWith("risken-prd-"));
const nameOf = (id: string) => `risken-prd-${id}`;
const arnOf = (id: string) => `arn:aws:iam::123456789012:role/risken/prd/${nameOf(id)}`;
const worked = ({ changes }: RunDocument) =>
  changes.filter(({ action }) => action !== "none").map(({ id, action }) => `${action} ${id}`);

beforeAll(async () => {
  shared = await placeFrom(undefined, sandboxConfig);
  await ran(shared, ["apply"]);
});
afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("one service account for all", () => {
  test("is the one that enters scanned accounts", async () => {
    expect((await ran(shared, ["apply"])).outputs!.scanPrincipals).toEqual([arnOf("risken")]);
  });

  test("and is told on a terminal, unless no AWS account is scanned", async () => {
    const place = await placeFrom(shared, sandboxConfig);
    expect((await place.run(["apply"])).stdout).toContain(`\n  ${arnOf("risken")}\n`);
    await place.saveConfig({ ...sandboxConfig, dataSources: ["code"] });
    expect((await place.run(["apply"])).stdout).not.toContain(arnOf("risken"));
    expect((await ran(place, ["apply"])).outputs!.scanPrincipals).toEqual([]);
  });
});

describe("an account for each service", () => {
  let place: Place;
  let switched: RunDocument;

  beforeAll(async () => {
    place = await placeFrom(shared, perService);
    switched = await ran(place, ["apply"]);
  });

  test("makes a role for each, and keeps the one of all until --prune", async () => {
    expect(worked(switched).sort()).toEqual([...pods.map((id) => `create role/${id}`), "delete role/risken"].sort());
    expect(switched.changes.find(({ id }) => id === "role/risken")).toMatchObject({ status: "skipped" });
    expect(
      rolesIn(await place.state())
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...pods, "risken"].map(nameOf).sort());
  });

  test("six of them enter scanned accounts, and are allowed to", async () => {
    expect(scanners).toHaveLength(6);
    expect([...switched.outputs!.scanPrincipals].sort()).toEqual(scanners.map(arnOf).sort());
    for (const { name, policies } of rolesIn(await place.state()).filter(({ name }) => name !== nameOf("risken"))) {
      const statements = Object.values(policies).flatMap(
        (text) => (JSON.parse(decodeURIComponent(text)) as PolicyDocument).Statement as readonly { Action: unknown }[],
      );
      const assumes = statements.some(({ Action }) => [Action].flat().includes("sts:AssumeRole"));
      expect([name, assumes]).toEqual([name, scanners.some((id) => nameOf(id) === name)]);
    }
  });

  test("each role trusts its own service account alone", async () => {
    for (const id of pods) {
      const { trust } = rolesIn(await place.state()).find(({ name }) => name === nameOf(id))!;
      expect(decodeURIComponent(trust)).toContain(`"system:serviceaccount:risken:${id}"`);
      expect(decodeURIComponent(trust)).not.toContain(`"system:serviceaccount:risken:risken"`);
    }
  });

  test("the overlay gives each Deployment the account of its name, and leaves the CronJobs theirs", async () => {
    const exported = await place.run(["export", "kustomize", "--out", "overlay", "--base", "../base"]);
    expect(exported, exported.stderr).toMatchObject({ code: 0 });
    const overlay = join(place.folder, "overlay");
    const read = async (path: string) => parse(await readFile(join(overlay, path), "utf8"));
    expect((await readdir(join(overlay, "service-accounts"))).sort()).toEqual(
      [...pods, "risken"].map((id) => `${id}.yaml`).sort(),
    );
    for (const id of pods) {
      const account = await read(`service-accounts/${id}.yaml`);
      expect(account.metadata).toMatchObject({
        name: id,
        annotations: { "eks.amazonaws.com/role-arn": arnOf(id) },
      });
      const deployment = await read(`deployments/${id}.yaml`);
      expect(deployment.spec.template.spec.serviceAccountName).toBe(id);
    }
    const { metadata } = await read("service-accounts/risken.yaml");
    expect(metadata.annotations).toEqual({ "eks.amazonaws.com/role-arn": null });
    const jobs = await readdir(join(overlay, "cron-jobs"));
    for (const job of jobs) {
      const [document] = parseAllDocuments(await readFile(join(overlay, "cron-jobs", job), "utf8"));
      expect(JSON.stringify(document)).not.toContain("serviceAccountName");
    }
  });

  test("doctor finds nothing wrong with them", async () => {
    const pruned = await placeFrom(place, perService);
    await ran(pruned, ["apply", "--prune"]);
    const { json } = await pruned.run(["doctor", "--json"]);
    const { checks } = json as { checks: { id: string; status: string }[] };
    const about = checks.filter(({ id }) => /^(role\/|permission\/|security\/role-trust)/.test(id));
    expect(about.length).toBeGreaterThan(pods.length);
    expect(about.filter(({ status }) => status === "fail")).toEqual([]);
  });

  test("--prune removes the one of all, and the way back is the same", async () => {
    const there = await placeFrom(place, perService);
    expect(worked(await ran(there, ["apply", "--prune"]))).toEqual(["delete role/risken"]);
    expect(rolesIn(await there.state())).toHaveLength(pods.length);
    await there.saveConfig(sandboxConfig);
    await ran(there, ["apply"]);
    expect(rolesIn(await there.state())).toHaveLength(pods.length + 1);
    await ran(there, ["apply", "--prune"]);
    expect(rolesIn(await there.state()).map(({ name }) => name)).toEqual([nameOf("risken")]);
    expect(worked(await ran(there, ["plan", "--detailed-exitcode", "--prune"]))).toEqual([]);
  });
});

describe("a permissions boundary and a path", () => {
  test("are the roles' from birth", async () => {
    const values = { "cluster.permissionsBoundary": boundary, "cluster.rolePath": "/security/" };
    const place = await placeFrom(undefined, withValues(perService, values));
    const { outputs } = await ran(place, ["apply"]);
    for (const role of rolesIn(await place.state())) expect(role).toMatchObject({ boundary, path: "/security/" });
    expect(outputs!.roleArns.core).toBe(`arn:aws:iam::123456789012:role/security/${nameOf("core")}`);
    expect(worked(await ran(place, ["plan", "--detailed-exitcode"]))).toEqual([]);
  });

  test("a boundary can come later; what stands in another path stays there and says so", async () => {
    const place = await placeFrom(
      shared,
      withValues(sandboxConfig, { "cluster.permissionsBoundary": boundary, "cluster.rolePath": "/security/" }),
    );
    const { changes } = await ran(place, ["apply"]);
    const role = changes.find(({ id }) => id === "role/risken")!;
    expect(role).toMatchObject({ action: "update", status: "done", kept: [{ path: "Path", after: "/security/" }] });
    expect(rolesIn(await place.state())).toMatchObject([{ boundary, path: "/risken/prd/" }]);
  });

  test("a role that has a name already is taken over", async () => {
    const place = await placeFrom(undefined, withValues(perService, { names: { "role/core": "our-core" } }));
    await place.byHand((aws) =>
      aws.iam.CreateRole({ RoleName: "our-core", AssumeRolePolicyDocument: JSON.stringify(trustInPods) }),
    );
    expect((await place.run(["apply", "--json"])).code).toBe(4);
    const { outputs } = await ran(place, ["apply", "--adopt", "role/core"]);
    expect(outputs!.roleArns.core).toBe("arn:aws:iam::123456789012:role/our-core");
    // Whoever else it trusted goes only when told.
    await ran(place, ["apply", "--prune"]);
    expect(worked(await ran(place, ["plan", "--detailed-exitcode"]))).toEqual([]);
  });
});
