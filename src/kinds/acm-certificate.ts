import type { CertificateDetail } from "@aws-sdk/client-acm";
import { allCertificates, namesIn } from "../aws/certificates";
import { unless } from "../aws/errors";
import type { Aws } from "../aws/session";
import { carries, ID_TAG, indexed, searched, tagList } from "../aws/tags";
import type { Kind, Sought, Tags } from "../engine/kind";
import { severalOfOurs } from "../problems";
import { certificateOf, certificateTags, isDead, proofIn, withProof } from "./acm-reads";
import { listenerCertificates, listenersOf, tagsOf } from "./elbv2-reads";

interface Spec {
  /** The one host that it is for. */
  readonly DomainName: string;
  /** The zone in which the record that validates it will stand, for notations that write it by themselves. */
  readonly HostedZoneId?: string;
}

interface Outputs {
  readonly arn: string;
  /** Name and value of the record that has to stand in the DNS. */
  readonly proofName: string;
  readonly proofValue: string;
}

const title = { en: "certificate", ja: "証明書" };

/**
 * A public certificate, validated by DNS. It can't be changed and has no name of its own, so each host has one: another host means
 * another certificate, and nobody waits for one twice. One that was never validated in time, or has been revoked, is none any more.
 */
export const acmCertificate: Kind<Spec, Outputs, "DomainName"> = {
  type: "acm.certificate",
  noun: "certificate",
  title,
  key: ["DomainName"],
  reads: [
    "acm:ListCertificates",
    "acm:DescribeCertificate",
    "acm:ListTagsForCertificate",
    "tag:GetResources",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeTags",
  ],
  writes: ["acm:RequestCertificate", "acm:AddTagsToCertificate", "acm:DeleteCertificate"],
  removes: ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
  createsTwice: true,
  advice: ["HostedZoneId"],

  async observe(aws, { DomainName }, sought) {
    const live = (await ours(aws, DomainName, sought)).filter((one) => !isDead(one));
    if (live.length > 1) throw severalOfOurs({ title, id: sought.tags[ID_TAG]!, arns: live.map(arnOf) });
    const found = live[0] ?? (await another(aws, DomainName));
    if (!found) return undefined;
    const whole = proofIn(found) ? found : await withProof(aws, arnOf(found));
    const proof = proofIn(whole);
    return {
      spec: { HostedZoneId: undefined },
      outputs: { arn: arnOf(whole), proofName: proof?.name ?? "", proofValue: proof?.value ?? "" },
      tags: await certificateTags(aws, arnOf(whole)),
    };
  },

  async create(aws, { DomainName }, tags) {
    // One that has expired on its listener is needed no less for that: it goes once it has been taken off.
    const dead = (await ours(aws.fresh(), DomainName, { tags })).filter((one) => isDead(one) && !one.InUseBy?.length);
    for (const one of dead) await discard(aws, arnOf(one));
    const { CertificateArn } = await aws.acm.RequestCertificate(
      { DomainName, ValidationMethod: "DNS", Tags: tagList(tags) },
      { once: true },
    );
    await withProof(aws, CertificateArn!);
    return CertificateArn;
  },

  // Nothing of it is changed.
  async update() {},

  async remove(aws, _key, { outputs }) {
    await discard(aws, outputs.arn);
  },

  async tag(aws, { outputs }, tags) {
    await aws.acm.AddTagsToCertificate({ CertificateArn: outputs.arn, Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    const Tags = keys.map((Key) => ({ Key }));
    await aws.acm.RemoveTagsFromCertificate({ CertificateArn: outputs.arn, Tags });
  },

  /** Listeners that have it, and whatever else ACM names. */
  async neededBy(aws, _key, { outputs: { arn } }) {
    const users = (await certificateOf(aws, arn))?.InUseBy ?? [];
    const balancers = users.filter((one) => one.includes(":loadbalancer/app/"));
    const listeners = (await Promise.all(balancers.map((one) => listenersOf(aws, one)))).flat();
    const using = await Promise.all(
      listeners.map(async ({ ListenerArn }) => {
        const all = await listenerCertificates(aws, ListenerArn!);
        return all.some((one) => one.arn === arn) ? [{ arn: ListenerArn!, tags: await tagsOf(aws, ListenerArn!) }] : [];
      }),
    );
    return [...using.flat(), ...users.filter((one) => !balancers.includes(one)).map((one) => ({ arn: one }))];
  },

  async owned(aws, tags) {
    const found = (await ownCertificates(aws, tags)).filter(({ live }) => !isDead(live));
    return found.map(({ live, tags: has }) => ({ key: { DomainName: live.DomainName! }, tags: has }));
  },
};

/** The certificates that carry these tags, dead or alive, from the index of the tagging API. */
export async function ownCertificates(
  aws: Aws,
  tags: Tags,
): Promise<readonly { readonly live: CertificateDetail; readonly tags: Tags }[]> {
  const known = [...(await searched(aws, "acm:certificate", tags))].filter(([, has]) => carries(has, tags));
  const all = await Promise.all(known.map(async ([arn, has]) => ({ live: await certificateOf(aws, arn), tags: has })));
  return all.flatMap(({ live, tags: has }) => (live ? [{ live, tags: has }] : []));
}

const arnOf = ({ CertificateArn }: CertificateDetail): string => CertificateArn!;

const discard = (aws: Aws, CertificateArn: string) =>
  unless("ResourceNotFoundException", aws.acm.DeleteCertificate({ CertificateArn }));

/** Those for a host that carry our tags, dead or alive. What the index doesn't know yet ACM itself is asked for. */
async function ours(aws: Aws, host: string, { tags, id }: Sought): Promise<readonly CertificateDetail[]> {
  const known = [...(await indexed(aws, "acm:certificate", tags))].filter(([, has]) => carries(has, tags));
  const arns = new Set([...(id === undefined ? [] : [id]), ...known.map(([arn]) => arn)]);
  const found = await describedFor(aws, host, [...arns]);
  if (found.length > 0) return found;
  const all = await listedFor(aws, host);
  const has = await Promise.all(all.map((one) => certificateTags(aws, arnOf(one))));
  return all.filter((_, at) => Object.keys(tags).length > 0 && carries(has[at], tags));
}

/** The one for the same host alone that somebody else has ordered and validates by DNS: the newest that is issued. */
async function another(aws: Aws, host: string): Promise<CertificateDetail | undefined> {
  const all = (await listedFor(aws, host)).filter((one) => !isDead(one) && namesIn(one).length === 1);
  const rank = ({ Status, CreatedAt }: CertificateDetail) =>
    (Status === "ISSUED" ? 1e15 : 0) + (CreatedAt?.getTime() ?? 0);
  return all.filter(isValidatedByDns).sort((one, other) => rank(other) - rank(one))[0];
}

const isValidatedByDns = ({ DomainValidationOptions = [] }: CertificateDetail): boolean =>
  DomainValidationOptions.every(({ ValidationMethod }) => ValidationMethod === "DNS");

const listedFor = async (aws: Aws, host: string): Promise<readonly CertificateDetail[]> => {
  const all = (await allCertificates(aws, "")).filter(({ DomainName }) => DomainName?.toLowerCase() === host);
  return describedFor(
    aws,
    host,
    all.map(({ CertificateArn }) => CertificateArn!),
  );
};

async function describedFor(aws: Aws, host: string, arns: readonly string[]): Promise<readonly CertificateDetail[]> {
  const all = await Promise.all(arns.map((arn) => certificateOf(aws, arn)));
  return all.filter((one) => one !== undefined).filter(({ DomainName }) => DomainName?.toLowerCase() === host);
}
