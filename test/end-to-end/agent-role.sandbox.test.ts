import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonical, differencesOf } from "./canonical";
import { type RunDocument, runDocument } from "./documents";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const on = { "observability.agentRole": true };
const configWith = (values: Readonly<Record<string, unknown>>): Config => withValues(sandboxConfig, values);
const NAME = "risken-prd-cloudwatch-agent";
const POLICY = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy";

const places: Place[] = [];
async function placeWith(config: Config, from?: Place): Promise<Place> {
  const place = await makePlace(config, from?.file);
  places.push(place);
  return place;
}
async function ran(place: Place, args: readonly string[], code = 0): Promise<RunDocument> {
  const done = await place.run([...args, "--json"]);
  expect(done, done.stdout + done.stderr).toMatchObject({ code });
  return runDocument.parse(done.json);
}
const worked = ({ changes }: RunDocument) =>
  changes.filter(({ action }) => action !== "none").map(({ id, action }) => `${action} ${id}`);

interface Role {
  readonly path: string;
  readonly boundary?: string;
  readonly trust: string;
  readonly attached: readonly string[];
}
const roleIn = async (place: Place, name = NAME) =>
  (await place.state()).tables["iam.roles"]![name] as Role | undefined;

let whole: Place;
beforeAll(async () => {
  whole = await placeWith(configWith(on));
  await ran(whole, ["apply"]);
});
afterAll(() => Promise.all(places.map((place) => place.remove())));

describe("observability.agentRole", () => {
  test("from nothing: a role for the agent's service account, with AWS's policy", async () => {
    const role = (await roleIn(whole))!;
    expect(role).toMatchObject({ path: "/risken/prd/", attached: [POLICY] });
    expect(role.trust).toContain('"system:serviceaccount:amazon-cloudwatch:cloudwatch-agent"');
  });

  test("twice writes nothing", async () => {
    const bytes = await whole.bytes();
    expect(worked(await ran(whole, ["apply"]))).toEqual([]);
    expect(await whole.bytes()).toBe(bytes);
  });

  test("doctor finds nothing more to say than without it", async () => {
    const plain = await placeWith(configWith({}));
    await ran(plain, ["apply"]);
    const wrong = async (place: Place) => {
      const { checks } = (await place.run(["doctor", "--json"])).json as { checks: { id: string; status: string }[] };
      return checks.filter(({ status }) => status === "fail" || status === "warn").map(({ id }) => id);
    };
    expect(await wrong(whole)).toEqual(await wrong(plain));
  });

  test("what is left to do is the add-on, with the role where it stands", async () => {
    // With something else to do, because init tells only what is left after that.
    const more = { "parameters.values": { common: { DEFAULT_LOCALE: "ja" } } };
    const place = await placeWith(configWith({ ...on, ...more, "cluster.rolePath": "/other/" }), whole);
    const { stdout } = await place.run(["init", "--yes"]);
    expect(stdout).toContain("--addon-name amazon-cloudwatch-observability");
    expect(stdout).toContain(`--service-account-role-arn arn:aws:iam::123456789012:role/risken/prd/${NAME}`);
    const without = await placeWith(configWith(more), whole);
    expect((await without.run(["init", "--yes"])).stdout).not.toContain("amazon-cloudwatch-observability");
  });

  test("a policy that somebody has taken away is drift, and is put right", async () => {
    const place = await placeWith(configWith(on), whole);
    await place.byHand((aws) => aws.iam.DetachRolePolicy({ RoleName: NAME, PolicyArn: POLICY }));
    expect((await place.run(["doctor", "--json", "--only", "role/cloudwatch-agent"])).code).toBe(2);
    expect(worked(await ran(place, ["apply"]))).toEqual(["update role/cloudwatch-agent"]);
    expect((await roleIn(place))!.attached).toEqual([POLICY]);
  });

  test("a boundary bounds it too; roles for each service leave it alone", async () => {
    const boundary = "arn:aws:iam::123456789012:policy/boundary";
    const place = await placeWith(configWith({ ...on, "cluster.permissionsBoundary": boundary }), whole);
    expect(worked(await ran(place, ["apply"])).sort()).toEqual(["update role/cloudwatch-agent", "update role/risken"]);
    expect((await roleIn(place))!.boundary).toBe(boundary);
    const before = await roleIn(whole);
    const switched = await placeWith(configWith({ ...on, "cluster.serviceAccounts": "per-service" }), whole);
    await ran(switched, ["apply", "--prune"]);
    expect(await roleIn(switched)).toEqual(before);
    expect(await roleIn(switched, "risken-prd-risken")).toBeUndefined();
  });

  test("another name makes another role, and ours goes with --prune", async () => {
    const place = await placeWith(configWith({ ...on, names: { "role/cloudwatch-agent": "agents" } }), whole);
    await ran(place, ["apply", "--prune"]);
    expect(await roleIn(place)).toBeUndefined();
    expect((await roleIn(place, "agents"))!.attached).toEqual([POLICY]);
  });

  test("turned off: it is shown, and goes with --prune", async () => {
    const place = await placeWith(configWith({}), whole);
    expect(worked(await ran(place, ["plan"]))).toEqual(["delete role/cloudwatch-agent"]);
    await ran(place, ["apply"]);
    expect(await roleIn(place)).toBeDefined();
    await ran(place, ["apply", "--prune"]);
    expect(await roleIn(place)).toBeUndefined();
    const bytes = await place.bytes();
    await ran(place, ["apply", "--prune"]);
    expect(await place.bytes()).toBe(bytes);
  });

  test("destroy leaves what was there before", async () => {
    const place = await placeWith(configWith(on));
    const before = await place.state();
    await ran(place, ["apply"]);
    await ran(place, ["destroy", "--delete-data", "--yes", "--confirm", "prd"]);
    const after = await place.state();
    expect(differencesOf(canonical(before, before, []), canonical(after, before, []))).toEqual([]);
  });
});
