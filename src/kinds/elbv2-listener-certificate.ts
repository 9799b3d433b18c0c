import { unless } from "../aws/errors";
import { ADOPTED_TAG, ENV_TAG, ID_TAG } from "../aws/tags";
import type { Kind } from "../engine/kind";
import { acmCertificate, ownCertificates } from "./acm-certificate";
import { issued } from "./acm-issued";
import { elbv2ListenerRule } from "./elbv2-listener-rule";
import { listenersOfOurRules } from "./elbv2-our-hosts";
import { listenerCertificates, listenersOf } from "./elbv2-reads";

interface Spec {
  readonly ListenerArn: string;
  readonly CertificateArn: string;
  /** Whether all that ACM needs to issue it is done by the time it is attached: then it is waited for. */
  readonly Provable?: boolean;
}

interface Outputs {
  readonly listener: string;
  readonly certificate: string;
}

/**
 * A certificate among those of a listener, which chooses by the host that a client names. It is ours where the certificate is. One
 * that is the listener's default serves its host as well.
 */
export const elbv2ListenerCertificate: Kind<Spec, Outputs, "ListenerArn" | "CertificateArn"> = {
  type: "elbv2.listener-certificate",
  noun: "listener-certificate",
  title: { en: "certificate on the listener", ja: "リスナーの証明書" },
  key: ["ListenerArn", "CertificateArn"],
  relation: "attachment",
  through: "CertificateArn",
  reads: [
    ...new Set([
      ...acmCertificate.reads,
      ...elbv2ListenerRule.reads,
      "elasticloadbalancing:DescribeListenerCertificates",
      "elasticloadbalancing:DescribeListeners",
    ]),
  ],
  writes: ["elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:RemoveListenerCertificates"],
  removes: ["elasticloadbalancing:RemoveListenerCertificates"],
  advice: ["Provable"],

  async observe(aws, { ListenerArn, CertificateArn }) {
    const all = await listenerCertificates(aws, ListenerArn);
    if (!all.some(({ arn }) => arn === CertificateArn)) return undefined;
    return { spec: { Provable: undefined }, outputs: { listener: ListenerArn, certificate: CertificateArn } };
  },

  async create(aws, { ListenerArn, CertificateArn, Provable = true }) {
    await issued(aws, CertificateArn, Provable);
    await aws.elbv2.AddListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn }] });
    return undefined;
  },

  // Nothing of it is changed.
  async update() {},

  async remove(aws, { ListenerArn, CertificateArn }) {
    const all = await listenerCertificates(aws.fresh(), ListenerArn);
    // A listener's default certificate isn't taken off it.
    if (!all.some(({ arn, isDefault }) => arn === CertificateArn && !isDefault)) return;
    const Certificates = [{ CertificateArn }];
    await unless("ListenerNotFound", aws.elbv2.RemoveListenerCertificates({ ListenerArn, Certificates }));
  },

  /** On the listeners that ACM names, and on those of our rules: what ACM says of its use lags behind. */
  async owned(aws, tags) {
    const certificates = (await ownCertificates(aws, tags)).filter(({ tags: has }) => !(ADOPTED_TAG in has));
    if (certificates.length === 0) return [];
    const known = await listenersOfOurRules(aws, tags);
    const each = certificates.map(async ({ live, tags: has }) => {
      const arn = live.CertificateArn!;
      const balancers = (live.InUseBy ?? []).filter((one) => one.includes(":loadbalancer/app/"));
      const named = (await Promise.all(balancers.map((one) => listenersOf(aws, one)))).flat();
      const listeners = [...new Set([...known, ...named.map(({ ListenerArn }) => ListenerArn!)])];
      const lists = await Promise.all(listeners.map((one) => listenerCertificates(aws, one)));
      const id = has[ID_TAG]!.slice(has[ID_TAG]!.indexOf("/") + 1);
      return listeners
        .filter((_, at) => lists[at]!.some((one) => one.arn === arn && !one.isDefault))
        .map((ListenerArn) => ({
          key: { ListenerArn, CertificateArn: arn },
          tags: { [ENV_TAG]: tags[ENV_TAG]!, [ID_TAG]: `listener-certificate/${id}` },
        }));
    });
    return (await Promise.all(each)).flat();
  },
};
