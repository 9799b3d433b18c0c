import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { unless } from "../aws/errors";
import type { Aws } from "../aws/session";
import { carries, searched, tagList } from "../aws/tags";
import type { Kind, Tags } from "../engine/kind";
import { issued } from "./acm-issued";
import { type Action, canonicalActions, readActions, writeActions } from "./elbv2-actions";
import { type ListenerOutputs, listenerOutputs } from "./elbv2-listener";
import { balancerOfListener, listenersOf, rulesOf, taggedRulesOf, tagsOf } from "./elbv2-reads";
import { listenersServed } from "./elbv2-served";

interface Spec {
  readonly LoadBalancerArn: string;
  readonly Port: number;
  readonly Protocol: "HTTP" | "HTTPS";
  /** Versions of TLS and ciphers, of HTTPS alone. */
  readonly SslPolicy?: string;
  /** ARN of the default certificate, of HTTPS alone; further ones are things of their own. */
  readonly CertificateArn?: string;
  /** What becomes of a request that no rule takes. */
  readonly DefaultActions: readonly Action[];
  /** Whether all that ACM needs to issue the certificate is done by then: then it is waited for. */
  readonly Provable?: boolean;
}

/** A listener that we make on somebody else's load balancer. A load balancer has one for each port. */
export const elbv2OwnListener: Kind<Spec, ListenerOutputs, "LoadBalancerArn" | "Port"> = {
  type: "elbv2.own-listener",
  noun: "listener",
  title: { en: "listener", ja: "リスナー" },
  key: ["LoadBalancerArn", "Port"],
  reads: [
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroups",
    "tag:GetResources",
  ],
  writes: [
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:AddTags",
    "acm:DescribeCertificate",
  ],
  removes: ["elasticloadbalancing:DeleteListener", "elasticloadbalancing:RemoveTags"],
  needs: ["CertificateArn"],
  advice: ["Provable"],

  canonical(spec) {
    return { ...spec, ...(spec.DefaultActions ? { DefaultActions: canonicalActions(spec.DefaultActions) } : {}) };
  },

  async observe(aws, { LoadBalancerArn, Port }) {
    const found = (await listenersOf(aws, LoadBalancerArn)).find((one) => one.Port === Port);
    return found && observed(aws, found);
  },

  async create(aws, { LoadBalancerArn, Port, DefaultActions, Provable = true, ...spec }, tags) {
    if (spec.CertificateArn) await issued(aws, spec.CertificateArn, Provable);
    const { Listeners } = await aws.elbv2.CreateListener({
      LoadBalancerArn,
      Port,
      ...secured(spec),
      DefaultActions: writeActions(DefaultActions, {}),
      Tags: tagList(tags),
    });
    return Listeners![0]!.ListenerArn;
  },

  async update(aws, { DefaultActions, Provable = true, ...spec }, { outputs }, changed) {
    if (changed.has("CertificateArn")) await issued(aws, spec.CertificateArn!, Provable);
    await aws.elbv2.ModifyListener({
      ListenerArn: outputs.arn,
      ...secured(spec),
      DefaultActions: writeActions(DefaultActions, {}),
    });
  },

  async remove(aws, _key, { outputs }) {
    await unless("ListenerNotFound", aws.elbv2.DeleteListener({ ListenerArn: outputs.arn }));
  },

  async tag(aws, { outputs }, tags) {
    await aws.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagList(tags) });
  },

  async untag(aws, { outputs }, keys) {
    await aws.elbv2.RemoveTags({ ResourceArns: [outputs.arn], TagKeys: [...keys] });
  },

  /** All its rules go with it, whoever has made them. */
  async neededBy(aws, _key, { outputs }) {
    const rules = (await rulesOf(aws, outputs.arn)).filter(({ IsDefault }) => !IsDefault);
    return rules.map(({ RuleArn }) => ({ arn: RuleArn! }));
  },

  /** From the tagging API and, since that one lags, from the load balancers that our target groups serve. */
  async owned(aws, tags) {
    const [known, served] = await Promise.all([
      searched(aws, "elasticloadbalancing:listener", tags),
      listenersServed(aws, tags),
    ]);
    const balancers = new Set([...known.keys()].map(balancerOfListener));
    const named = (await Promise.all([...balancers].map((arn) => listenersOf(aws, arn)))).flat();
    const all = new Map([...served, ...named].map((one) => [one.ListenerArn!, one]));
    const each = await Promise.all([...all].map(async ([arn, one]) => ({ one, tags: await tagsOf(aws, arn) })));
    return each.filter((found) => carries(found.tags, tags)).map(keyed);
  },
};

const keyed = ({ one, tags }: { readonly one: Listener; readonly tags: Tags }) => ({
  key: { LoadBalancerArn: one.LoadBalancerArn!, Port: one.Port! },
  tags,
});

const secured = ({ Protocol, SslPolicy, CertificateArn }: Pick<Spec, "Protocol" | "SslPolicy" | "CertificateArn">) => ({
  Protocol,
  ...(SslPolicy ? { SslPolicy } : {}),
  ...(CertificateArn ? { Certificates: [{ CertificateArn }] } : {}),
});

async function observed(aws: Aws, found: Listener) {
  const [tags, rules] = await Promise.all([tagsOf(aws, found.ListenerArn!), taggedRulesOf(aws, found.ListenerArn!)]);
  const isHttps = found.Protocol === "HTTPS";
  return {
    spec: {
      Protocol: found.Protocol as Spec["Protocol"],
      // An emulator may say one for HTTP too.
      SslPolicy: isHttps ? found.SslPolicy : undefined,
      CertificateArn: isHttps ? found.Certificates?.[0]?.CertificateArn : undefined,
      DefaultActions: readActions(found.DefaultActions ?? []),
      Provable: undefined,
    },
    outputs: listenerOutputs(found, rules),
    tags,
  };
}
