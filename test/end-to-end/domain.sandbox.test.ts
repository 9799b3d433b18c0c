import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { canonical, differencesOf } from "./canonical";
import { type RunDocument, runDocument } from "./documents";
import type { Ran } from "./program";
import { type Config, makePlace, type Place, sandboxConfig, withValues } from "./sandbox-place";

const on = { "ingress.hostedZone": "example.com", "ingress.certificate": "create" };
const configWith = (values: Readonly<Record<string, unknown>>): Config =>
  withValues(sandboxConfig, { "ingress.apiHost": "api.example.com", ...values });

const documentOf = (ran: Ran): RunDocument => runDocument.parse(ran.json);
const problemOf = (ran: Ran) => (ran.json as { error?: { code: string; message: string; fix: string } }).error;
const done = async (ran: Promise<Ran>): Promise<RunDocument> => {
  const { code, stderr, stdout } = await ran;
  expect(code, stdout + stderr).toBe(0);
  return documentOf(await ran);
};
const consent = ["--yes", "--confirm", "prd"];

interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly AliasTarget?: { readonly DNSName: string };
  readonly ResourceRecords?: readonly { readonly Value: string }[];
}

type Row = Record<string, unknown>;
const rowsOf = async (place: Place, table: string) =>
  Object.values((await place.state()).tables[table] ?? {}) as readonly Row[];

/** Names and types of all records but those that every zone has. */
async function recordsIn(place: Place): Promise<readonly string[]> {
  const [zone] = await rowsOf(place, "route53.zones");
  return (zone!.records as RecordSet[])
    .filter(({ Type }) => !["NS", "SOA"].includes(Type))
    .map(({ Name, Type }) => `${Name.replace(/^_[0-9a-f]{32}/, "_proof")} ${Type}`)
    .sort();
}

/** Hosts of all certificates that the listener has beside its default one. */
async function certificatesOn(place: Place): Promise<readonly string[]> {
  const [listener] = await rowsOf(place, "elbv2.listeners");
  const arns = (listener!.moreCertificateArns ?? []) as readonly string[];
  const all = await rowsOf(place, "acm.certificates");
  return arns.map((arn) => String((all.find((one) => one.arn === arn)!.names as string[])[0])).sort();
}

const recordsFor = (...hosts: readonly string[]) =>
  hosts.flatMap((host) => [`${host}. A`, `_proof.${host}. CNAME`, `_risken-aws.${host}. TXT`]).sort();

const places: Place[] = [];
const placeWith = async (config: Config, from?: Place): Promise<Place> => {
  const place = await makePlace(config, from?.file);
  places.push(place);
  return place;
};
afterAll(() => Promise.all(places.map((place) => place.remove())));

let plain: Place;
let whole: Place;
beforeAll(async () => {
  plain = await placeWith(configWith({}));
  await done(plain.run(["apply", "--json"]));
  whole = await placeWith(configWith(on));
  await done(whole.run(["apply", "--json"]));
});

describe("ingress.hostedZone and ingress.certificate", () => {
  test("from nothing make records and certificates of both hosts, and twice writes nothing", async () => {
    expect(await recordsIn(whole)).toEqual(recordsFor("console.example.com", "api.example.com"));
    expect(await certificatesOn(whole)).toEqual(["api.example.com", "console.example.com"]);
    const bytes = await whole.bytes();
    expect((await done(whole.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 0, delete: 0 });
    expect(await whole.bytes()).toBe(bytes);
  });

  test("doctor finds nothing more to say than without them", async () => {
    const wrong = async (place: Place) => {
      const { checks } = (await place.run(["doctor", "--json"])).json as { checks: { id: string; status: string }[] };
      return checks.filter(({ status }) => status === "fail" || status === "warn").map(({ id }) => id);
    };
    expect(await wrong(whole)).toEqual(await wrong(plain));
  });

  test("turned on later, one after the other", async () => {
    const place = await placeWith(configWith({ "ingress.hostedZone": freshIds.hostedZoneId }), plain);
    const zone = await done(place.run(["apply", "--json"]));
    expect(zone.summary).toMatchObject({ create: 2, update: 0 });
    await place.saveConfig(configWith({ ...on, "ingress.hostedZone": freshIds.hostedZoneId }));
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 6, update: 0 });
    // The zone by its name is the same one.
    await place.saveConfig(configWith(on));
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 0 });
  });

  test("another host: the old one serves until --prune, and nothing of it is left then", async () => {
    const place = await placeWith(configWith({ ...on, "ingress.consoleHost": "risken.example.com" }), whole);
    await done(place.run(["apply", "--json"]));
    expect(await recordsIn(place)).toEqual(recordsFor("console.example.com", "api.example.com", "risken.example.com"));
    expect(await certificatesOn(place)).toHaveLength(3);
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await recordsIn(place)).toEqual(recordsFor("api.example.com", "risken.example.com"));
    expect(await certificatesOn(place)).toEqual(["api.example.com", "risken.example.com"]);
    expect(await rowsOf(place, "acm.certificates")).toHaveLength(3);
    const bytes = await place.bytes();
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await place.bytes()).toBe(bytes);
  });

  test("turned off: it is shown, and goes with --prune", async () => {
    const place = await placeWith(configWith({}), whole);
    const shown = await done(place.run(["plan", "--json"]));
    expect(shown.changes.filter(({ action }) => action === "delete").map(({ id }) => id.split("/")[0])).toEqual([
      "dns-record",
      "dns-record",
      "listener-certificate",
      "listener-certificate",
      "validation-record",
      "validation-record",
      "certificate",
      "certificate",
    ]);
    await done(place.run(["apply", "--json"]));
    expect(await recordsIn(place)).toHaveLength(6);
    await done(place.run(["apply", "--json", "--prune"]));
    expect(await recordsIn(place)).toEqual([]);
    expect(await certificatesOn(place)).toEqual([]);
    expect(await rowsOf(place, "acm.certificates")).toHaveLength(1);
  });

  test("the same certificate by its ARN is on the listener already, and one of somebody else's is put there", async () => {
    const [theirs] = await rowsOf(plain, "acm.certificates");
    const place = await placeWith(configWith({ "ingress.certificate": theirs!.arn }), plain);
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 0, update: 0 });
    const { CertificateArn } = await place.byHand((aws) =>
      aws.acm.RequestCertificate({ DomainName: "console.example.com", ValidationMethod: "DNS" }),
    );
    await place.saveConfig(configWith({ "ingress.certificate": CertificateArn }));
    const refused = await place.run(["apply", "--json"]);
    expect([refused.code, problemOf(refused)?.code]).toEqual([3, "certificate-not-issued"]);
  });

  test("what somebody has put at a host stands in the way until it is taken over, and is given back by destroy", async () => {
    const place = await placeWith(configWith({ "ingress.hostedZone": "example.com" }), plain);
    const theirs = { Name: "console.example.com", Type: "CNAME" as const, TTL: 60 };
    await place.byHand((aws) =>
      aws.route53.ChangeResourceRecordSets({
        HostedZoneId: freshIds.hostedZoneId,
        ChangeBatch: {
          Changes: [
            { Action: "CREATE", ResourceRecordSet: { ...theirs, ResourceRecords: [{ Value: "old.example.com" }] } },
          ],
        },
      }),
    );
    const bytes = await place.bytes();
    const refused = await place.run(["apply", "--json"]);
    expect([refused.code, problemOf(refused)?.code]).toEqual([4, "in-the-way"]);
    expect(await place.bytes()).toBe(bytes);
    await done(place.run(["apply", "--json", "--adopt", "dns-record/console.example.com"]));
    expect(await recordsIn(place)).toEqual([
      "_risken-aws.api.example.com. TXT",
      "_risken-aws.console.example.com. TXT",
      "api.example.com. A",
      "console.example.com. A",
    ]);
    await done(place.run(["destroy", "--json", ...consent]));
    expect(await recordsIn(place)).toEqual(["console.example.com. A"]);
  });

  test("without a zone the record to make is told, and the next run goes on once it is there", async () => {
    const place = await placeWith(
      configWith({ "ingress.certificate": "create", "ingress.apiHost": undefined, "ingress.apiSourceIps": undefined }),
      plain,
    );
    const first = await place.run(["apply", "--json"]);
    expect([first.code, documentOf(first).status]).toEqual([1, "failed"]);
    const failed = documentOf(first).changes.filter(({ status }) => status === "failed");
    expect(failed).toMatchObject([
      { id: "listener-certificate/console.example.com", error: { code: "validation-record-missing" } },
    ]);
    const [, name, value] = /(_\S+)\. CNAME (\S+)\./.exec(JSON.stringify(failed))!;
    await place.byHand((aws) =>
      aws.route53.ChangeResourceRecordSets({
        HostedZoneId: freshIds.hostedZoneId,
        ChangeBatch: {
          Changes: [
            {
              Action: "CREATE",
              ResourceRecordSet: { Name: name!, Type: "CNAME", TTL: 300, ResourceRecords: [{ Value: value! }] },
            },
          ],
        },
      }),
    );
    expect((await done(place.run(["apply", "--json"]))).summary).toMatchObject({ create: 1, update: 0 });
    expect(await certificatesOn(place)).toEqual(["console.example.com"]);
  });

  test.each([
    ["no such zone", { "ingress.hostedZone": "example.org" }, "no-hosted-zone"],
    ["a zone of another domain", { ...on, "ingress.consoleHost": "console.example.org" }, "host-not-in-zone"],
  ])("%s is refused before anything is written", async (_, values, code) => {
    const place = await placeWith(configWith(values));
    const bytes = await place.bytes();
    const ran = await place.run(["apply", "--json"]);
    expect([ran.code, problemOf(ran)?.code]).toEqual([3, code]);
    expect(await place.bytes()).toBe(bytes);
  });

  test("destroy leaves the zone, the listener and the certificates as they were", async () => {
    const place = await placeWith(configWith(on));
    const before = await place.state();
    await done(place.run(["apply", "--json"]));
    await done(place.run(["destroy", "--json", "--delete-data", ...consent]));
    const after = await place.state();
    expect(differencesOf(canonical(before, before, []), canonical(after, before, []))).toEqual([]);
  });
});
