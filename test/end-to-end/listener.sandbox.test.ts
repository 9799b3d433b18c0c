import { afterAll, expect, test } from "vitest";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { canonical, differencesOf } from "./canonical";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const on = {
  "ingress.hostedZone": "example.com",
  "ingress.certificate": "create",
  "ingress.listener": "create",
  "ingress.redirectHttp": true,
  "ingress.idleTimeout": 120,
};
const configWith = (values: Readonly<Record<string, unknown>> = on): Config => withValues(sandboxConfig, values);

interface Listener {
  readonly arn: string;
  readonly port: number;
  readonly sslPolicy?: string;
  readonly certificateArn?: string;
  readonly defaultActions: readonly { readonly Type: string; readonly RedirectConfig?: object }[];
}

const rowsOf = async <Row>(place: Place, table: string) =>
  Object.values((await place.state()).tables[table] ?? {}) as readonly Row[];
const listenersIn = async (place: Place) =>
  [...(await rowsOf<Listener>(place, "elbv2.listeners"))].sort((one, other) => one.port - other.port);
const timeoutIn = async (place: Place) => {
  const [balancer] = await rowsOf<{ attributes?: Record<string, string> }>(place, "elbv2.loadBalancers");
  return balancer?.attributes?.["idle_timeout.timeout_seconds"];
};

const problemOf = (ran: Ran) => (ran.json as { error?: { code: string } }).error;
const done = async (ran: Promise<Ran>): Promise<RunDocument> => {
  const { code, stderr, stdout } = await ran;
  expect(code, stdout + stderr).toBe(0);
  return runDocument.parse((await ran).json);
};
const consent = ["--yes", "--confirm", "prd", "--delete-data"];

const places: Place[] = [];
/** A load balancer without any listener. */
async function bare(config: Config): Promise<Place> {
  const place = await makePlace(config);
  places.push(place);
  await place.byHand(async (aws) => {
    const arn = `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/risken-alb/${freshIds.loadBalancerId}/${freshIds.listenerId}`;
    await aws.elbv2.DeleteListener({ ListenerArn: arn });
  });
  return place;
}
afterAll(() => Promise.all(places.map((place) => place.remove())));

test("from nothing, twice, after a change of each key, turned off, and taken down", async () => {
  const place = await bare(configWith());
  const before = await place.state();
  await done(place.run(["apply", "--json"]));
  const [http, https] = await listenersIn(place);
  expect(https).toMatchObject({ port: 443, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" });
  expect(http).toMatchObject({
    port: 80,
    defaultActions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }],
  });
  expect(await timeoutIn(place)).toBe("120");
  expect(
    (await rowsOf<{ listenerArn: string }>(place, "elbv2.rules")).every((one) => one.listenerArn === https!.arn),
  ).toBe(true);
  const bytes = await place.bytes();
  await done(place.run(["apply", "--json"]));
  expect(await place.bytes()).toBe(bytes);

  const { checks } = (await place.run(["doctor", "--json"])).json as { checks: { id: string; status: string }[] };
  const wrong = checks.filter(({ status }) => status === "fail").map(({ id }) => id);
  expect(wrong.filter((id) => !id.startsWith("boot/"))).toEqual([]);

  const policy = "ELBSecurityPolicy-TLS13-1-3-2021-06";
  await place.saveConfig(configWith({ ...on, "ingress.sslPolicy": policy, "ingress.idleTimeout": 300 }));
  expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 2 });
  expect((await listenersIn(place))[1]).toMatchObject({ sslPolicy: policy });
  expect(await timeoutIn(place)).toBe("300");

  // Another host: the listener gets the certificate of the new one, and the old one goes with it.
  const moved = { ...on, "ingress.sslPolicy": policy, "ingress.consoleHost": "risken.example.com" };
  await place.saveConfig(configWith(moved));
  await done(place.run(["apply", "--json", "--prune"]));
  expect((await listenersIn(place))[1]!.certificateArn).not.toBe(https!.certificateArn);
  const names = (await rowsOf<{ names: string[] }>(place, "acm.certificates")).flatMap((one) => one.names);
  expect(names).not.toContain("console.example.com");

  // No redirect any more.
  await place.saveConfig(configWith({ ...moved, "ingress.redirectHttp": false }));
  expect(
    (await done(place.run(["apply", "--json"]))).changes.filter(({ action }) => action === "delete"),
  ).toMatchObject([{ id: "listener/http", status: "skipped" }]);
  await done(place.run(["apply", "--json", "--prune"]));
  expect((await listenersIn(place)).map(({ port }) => port)).toEqual([443]);

  // From now on it is used as found, and stays while our rules are on it.
  await place.saveConfig(
    configWith({
      "ingress.hostedZone": "example.com",
      "ingress.certificate": "create",
      "ingress.consoleHost": "risken.example.com",
    }),
  );
  await done(place.run(["apply", "--json", "--prune"]));
  expect((await listenersIn(place)).map(({ port }) => port)).toEqual([443]);

  await place.saveConfig(configWith(moved));
  await done(place.run(["apply", "--json"]));
  await done(place.run(["destroy", "--json", ...consent]));
  const left = differencesOf(canonical(before, before, []), canonical(await place.state(), before, []));
  // AWS doesn't remember the idle timeout before.
  expect(left.filter((line) => !line.startsWith("elbv2.loadBalancers: "))).toEqual([]);
}, 120_000);

test("somebody else's listener on the port stands in the way, and is taken over when told", async () => {
  const place = await makePlace(configWith());
  places.push(place);
  const bytes = await place.bytes();
  const refused = await place.run(["apply", "--json"]);
  expect([refused.code, problemOf(refused)?.code]).toEqual([4, "in-the-way"]);
  expect(await place.bytes()).toBe(bytes);
  await done(place.run(["apply", "--json", "--adopt", "listener/https"]));
  expect((await listenersIn(place)).map(({ port }) => port)).toEqual([80, 443]);
  await done(place.run(["destroy", "--json", ...consent]));
  expect((await listenersIn(place)).map(({ port }) => port)).toEqual([443]);
});

test("a rule of somebody else's keeps our listener when the rest goes", async () => {
  const place = await bare(configWith());
  await done(place.run(["apply", "--json"]));
  const [, https] = await listenersIn(place);
  await place.byHand((aws) =>
    aws.elbv2.CreateRule({
      ListenerArn: https!.arn,
      Priority: 5,
      Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["other.example.com"] } }],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }],
    }),
  );
  const kept = await done(place.run(["destroy", "--json", ...consent]));
  const skipped = kept.changes.filter(({ status }) => status === "skipped").map(({ id }) => id);
  expect(skipped).toContain("listener/https");
  expect(skipped).toContain("certificate/console.example.com");
  expect((await listenersIn(place)).map(({ port }) => port)).toEqual([443]);
});

test.each([
  ["a listener without a certificate", { "ingress.listener": "create" }, "ingress.certificate"],
  ["a policy for somebody else's listener", { "ingress.sslPolicy": "ELBSecurityPolicy-2016-08" }, "ingress.sslPolicy"],
  [
    "both, one that is there and one that is made",
    {
      ...on,
      "ingress.listenerArn": `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/risken-alb/${freshIds.loadBalancerId}/${freshIds.listenerId}`,
    },
    "ingress.listenerArn",
  ],
  ["a timeout beyond ELB's", { "ingress.idleTimeout": 4001 }, "ingress.idleTimeout"],
])("%s is refused with its key", async (_, values, key) => {
  const place = await makePlace(configWith(values));
  places.push(place);
  const ran = await place.run(["plan", "--json"]);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain(key);
});
