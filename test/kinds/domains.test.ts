import { describe, expect, test } from "vitest";
import { acmCertificate } from "../../src/kinds/acm-certificate";
import { acmExistingCertificate } from "../../src/kinds/acm-existing-certificate";
import { issued } from "../../src/kinds/acm-issued";
import { elbv2ListenerCertificate } from "../../src/kinds/elbv2-listener-certificate";
import { route53Alias } from "../../src/kinds/route53-alias";
import { route53HostedZone } from "../../src/kinds/route53-hosted-zone";
import { route53ValidationRecord } from "../../src/kinds/route53-validation-record";
import type { Problem } from "../../src/problems";
import { addCertificate, certificates } from "../../src/sandbox/acm";
import { freshAccount } from "../../src/sandbox/fresh";
import { freshIds } from "../../src/sandbox/fresh-ids";
import { addHostedZone, zones } from "../../src/sandbox/route53";
import { obeysTheLaws } from "../laws";
import { handsIn } from "../mutations/hands";
import { sandboxed } from "../sandboxed";

const HostedZoneId = freshIds.hostedZoneId;
const host = "console.example.com";
const balancer = "risken-alb-50dc6c495c.ap-northeast-1.elb.amazonaws.com";
const alias = (DNSName: string, Type = "A") => ({ Type, DNSName, HostedZoneId: "Z14GRHDCWA56QT" });
const marks = { "risken-aws:env": "prd", "risken-aws:id": `dns-record/${host}` };
const ListenerArn = `arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/risken-alb/${freshIds.loadBalancerId}/${freshIds.listenerId}`;

const fresh = () => sandboxed(freshAccount);

/** With a rule of ours for the host: without one nobody would look there for what is left. */
async function withRule() {
  const world = await fresh();
  await handsIn(world.account).elbv2.CreateRule({
    ListenerArn,
    Priority: 1,
    Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: [host] } }],
    Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
    Tags: [
      { Key: "risken-aws:env", Value: "prd" },
      { Key: "risken-aws:id", Value: "rule/console-web" },
    ],
  });
  return world;
}

obeysTheLaws(route53Alias, {
  world: withRule,
  spec: { HostedZoneId, Name: host, Addresses: [alias(balancer)] },
  changed: {
    HostedZoneId,
    Name: host,
    Addresses: [alias("other.elb.amazonaws.com"), alias("other.elb.amazonaws.com", "AAAA")],
  },
  same: [
    { HostedZoneId, Name: host, Addresses: [alias(`dualstack.${balancer}`)] },
    { HostedZoneId, Name: host, Addresses: [alias(`${balancer.toUpperCase()}.`)] },
  ],
});

obeysTheLaws(acmCertificate, {
  world: fresh,
  spec: { DomainName: host, HostedZoneId },
  changed: { DomainName: host, HostedZoneId },
  fixed: ["HostedZoneId"],
});

/** A certificate of ours that is issued, or waits for its record. */
async function withCertificate(isIssued: boolean) {
  const world = await fresh();
  const tags = isIssued ? { "risken-aws:env": "prd", "risken-aws:id": "certificate/one" } : marks;
  const arn = addCertificate(world.account, [host], "ours");
  certificates(world.account)[arn] = {
    ...certificates(world.account)[arn]!,
    tags,
    status: isIssued ? "ISSUED" : "PENDING_VALIDATION",
  };
  return { ...world, arn };
}

const certificateArn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/ours";

obeysTheLaws(elbv2ListenerCertificate, {
  world: () => withCertificate(true),
  spec: { ListenerArn, CertificateArn: certificateArn, Provable: true },
  changed: { ListenerArn, CertificateArn: certificateArn, Provable: true },
  fixed: ["Provable"],
});

const proof = await (async () => {
  const { aws } = await withCertificate(true);
  const { Certificate } = await aws.acm.DescribeCertificate({ CertificateArn: certificateArn });
  const { Name, Value } = Certificate!.DomainValidationOptions![0]!.ResourceRecord!;
  return { Name: Name!.replace(/\.$/, ""), Value: Value! };
})();

obeysTheLaws(route53ValidationRecord, {
  world: () => withCertificate(true),
  spec: { HostedZoneId, CertificateArn: certificateArn, ...proof },
  changed: { HostedZoneId, CertificateArn: certificateArn, Name: proof.Name, Value: "_other.acm-validations.aws" },
  same: [{ HostedZoneId, CertificateArn: certificateArn, Name: proof.Name, Value: proof.Value.toUpperCase() }],
});

const lookFor = (aws: Parameters<typeof route53HostedZone.observe>[0], Zone: string, Hosts = [host]) =>
  route53HostedZone.observe(aws, { Zone, Hosts }, { tags: {} });
const refusal = async (call: Promise<unknown>): Promise<Problem> =>
  call.then(
    () => expect.fail("nothing was refused"),
    (error: Problem) => error,
  );

describe("a hosted zone", () => {
  test("is found by its name and by its id; a private one of the name is another", async () => {
    const { aws, account } = await fresh();
    addHostedZone(account, { name: "example.com", isPrivate: true });
    const zone = { id: HostedZoneId, name: "example.com" };
    expect((await lookFor(aws, "example.com"))?.outputs).toEqual(zone);
    expect((await lookFor(aws, HostedZoneId))?.outputs).toEqual(zone);
    expect(await lookFor(aws, "example.org")).toBeUndefined();
    expect(route53HostedZone.missing!({ Zone: "example.org", Hosts: [] }).fix?.en).toContain("ingress.hostedZone");
  });

  test("of a name that two have has to be given by its id", async () => {
    const { aws, account } = await fresh();
    const second = addHostedZone(account, { name: "example.com" });
    const problem = await refusal(lookFor(aws, "example.com"));
    expect(problem).toMatchObject({ code: "several-hosted-zones", exit: 3 });
    expect(problem.text.en).toContain(second);
  });

  test("that has no place for a host is refused", async () => {
    const { aws } = await fresh();
    const problem = await refusal(lookFor(aws, "example.com", [host, "console.example.org"]));
    expect(problem).toMatchObject({ code: "host-not-in-zone", exit: 3 });
    expect(problem.text.en).toContain("console.example.org is not in the hosted zone example.com");
  });
});

describe("records of a host", () => {
  test("that somebody else has made are seen whole, also a name instead of addresses, and are not overwritten", async () => {
    const { aws, account } = await fresh();
    const set = { Name: host, Type: "CNAME" as const, TTL: 60, ResourceRecords: [{ Value: "old.example.com" }] };
    await handsIn(account).route53.ChangeResourceRecordSets({
      HostedZoneId,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: set }] },
    });
    const seen = await route53Alias.observe(aws, { HostedZoneId, Name: host }, { tags: marks });
    expect(seen).toMatchObject({ spec: { Addresses: [{ Type: "CNAME", Values: ["old.example.com"] }] }, tags: {} });
    const spec = { HostedZoneId, Name: host, Addresses: [alias(balancer)] };
    await expect(route53Alias.create(aws, spec, marks)).rejects.toMatchObject({ name: "InvalidChangeBatch" });
    // Taken over: the name goes and the address comes in one batch.
    await route53Alias.update(aws, spec, seen!, new Set(["Addresses"]));
    const now = zones(account)[HostedZoneId]!.records.filter(({ Name }) => Name === `${host}.`);
    expect(now.map(({ Type }) => Type)).toEqual(["A"]);
  });

  test("and their mark are written in one batch", async () => {
    const { aws, calls } = await fresh();
    await route53Alias.create(aws, { HostedZoneId, Name: host, Addresses: [alias(balancer)] }, marks);
    const [batch, ...more] = calls.filter(({ operation }) => operation === "ChangeResourceRecordSets");
    expect(more).toEqual([]);
    const { Changes } = (batch!.input as { ChangeBatch: { Changes: { ResourceRecordSet: { Name: string } }[] } })
      .ChangeBatch;
    expect(Changes.map(({ ResourceRecordSet: { Name } }) => Name)).toEqual([host, `_risken-aws.${host}`]);
  });

  test("are found behind more than a page of records below the host", async () => {
    const { aws, account } = await fresh();
    const records = zones(account)[HostedZoneId]!;
    await route53Alias.create(aws, { HostedZoneId, Name: "example.com", Addresses: [alias(balancer)] }, marks);
    const many = Array.from({ length: 700 }, (_, at) => ({
      Name: `${String(at).padStart(4, "0")}.example.com.`,
      Type: "TXT" as const,
      TTL: 60,
      ResourceRecords: [{ Value: '"x"' }],
    }));
    records.records = [...records.records, ...many];
    const seen = await route53Alias.observe(aws.fresh(), { HostedZoneId, Name: "example.com" }, { tags: marks });
    expect(seen?.tags).toEqual(marks);
  });
});

describe("a certificate", () => {
  test("that was never validated in time is none any more: another one takes its place", async () => {
    const { aws, account } = await fresh();
    const arn = addCertificate(account, [host], "late");
    Object.assign(certificates(account)[arn]!, { status: "REVOKED", tags: marks });
    expect(await acmCertificate.observe(aws, { DomainName: host }, { tags: marks })).toBeUndefined();
    const made = await acmCertificate.create(aws, { DomainName: host }, marks);
    expect(Object.keys(certificates(account))).not.toContain(arn);
    expect((await acmCertificate.observe(aws.fresh(), { DomainName: host }, { tags: marks }))?.outputs.arn).toBe(made);
  });

  test("that has expired on its listener is in nobody's way: another is ordered, and the old one is found to be taken off", async () => {
    const { aws, account } = await fresh();
    const tags = { ...marks, "risken-aws:id": `certificate/${host}` };
    const old = addCertificate(account, [host], "old");
    await aws.elbv2.AddListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn: old }] });
    Object.assign(certificates(account)[old]!, { status: "EXPIRED", tags });
    const made = await acmCertificate.create(aws.fresh(), { DomainName: host }, tags);
    expect((await acmCertificate.observe(aws.fresh(), { DomainName: host }, { tags }))?.outputs.arn).toBe(made);
    expect(Object.keys(certificates(account))).toContain(old);
    const left = await elbv2ListenerCertificate.owned!(aws.fresh(), { "risken-aws:env": "prd" });
    expect(left.map(({ key }) => key)).toEqual([{ ListenerArn, CertificateArn: old }]);
  });

  test("for the host and others is somebody's own: it doesn't stand in the way", async () => {
    const { aws, account } = await fresh();
    addCertificate(account, [host, "www.example.com"], "theirs");
    expect(await acmCertificate.observe(aws, { DomainName: host }, { tags: marks })).toBeUndefined();
    addCertificate(account, [host], "alone");
    const seen = await acmCertificate.observe(aws.fresh(), { DomainName: host }, { tags: marks });
    expect(seen?.outputs.arn).toMatch(/certificate\/alone$/);
  });

  test("of ours that is there twice is refused, with both", async () => {
    const { aws, account } = await fresh();
    for (const id of ["one", "two"]) {
      const arn = addCertificate(account, [host], id);
      Object.assign(certificates(account)[arn]!, { tags: marks });
    }
    const problem = await refusal(acmCertificate.observe(aws, { DomainName: host }, { tags: marks }));
    expect(problem).toMatchObject({ code: "several-of-ours", exit: 4 });
  });

  test("is waited for until it is issued, for half an hour, and nothing is lost then", async () => {
    const { aws, arn, account } = await withCertificate(false);
    const told: string[] = [];
    const waiting = { ...aws, patience: { tell: ({ en }: { en: string }) => told.push(en) } };
    const problem = await refusal(issued(Object.assign(Object.create(aws), waiting), arn, true));
    expect(problem).toMatchObject({ code: "certificate-not-validated", exit: 1 });
    expect(problem.fix?.en).toContain(`${proof.Name}. CNAME`);
    expect(aws.clock.now()).toBeGreaterThanOrEqual(30 * 60_000);
    expect(told.at(-1)).toMatch(/29 of at most 30 minutes/);
    expect(certificates(account)[arn]?.status).toBe("PENDING_VALIDATION");
  });

  test("whose record has to be made elsewhere is waited for by nobody: the record is told", async () => {
    const { aws, arn } = await withCertificate(false);
    await aws.acm.DescribeCertificate({ CertificateArn: arn });
    const problem = await refusal(issued(aws, arn, false));
    expect(problem).toMatchObject({ code: "validation-record-missing", exit: 1 });
    expect(problem.fix?.en).toContain(`${proof.Name}. CNAME ${proof.Value}`);
    expect(aws.clock.now()).toBe(0);
  });

  test("of somebody else's has to be issued", async () => {
    const { aws, arn } = await withCertificate(false);
    const look = () => acmExistingCertificate.observe(aws.fresh(), { CertificateArn: arn }, { tags: {} });
    expect(await refusal(look())).toMatchObject({ code: "certificate-not-issued", exit: 3 });
    const other = { CertificateArn: arn.replace("ours", "nobody") };
    expect(await acmExistingCertificate.observe(aws, other, { tags: {} })).toBeUndefined();
  });

  test("whose record others need too leaves it to them", async () => {
    const { aws, arn, account } = await withCertificate(true);
    const key = { HostedZoneId, Name: proof.Name, CertificateArn: arn };
    const seen = { spec: { Value: proof.Value }, outputs: { zoneId: HostedZoneId, name: proof.Name } };
    expect(await route53ValidationRecord.neededBy!(aws, key, seen)).toEqual([]);
    const other = addCertificate(account, [`*.${host}`], "theirs");
    expect(await route53ValidationRecord.neededBy!(aws.fresh(), key, seen)).toEqual([{ arn: other }]);
  });
});
