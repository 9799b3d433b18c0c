import type { Listener, LoadBalancer, Rule, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { isError, unless } from "../aws/errors";
import { controllerTag } from "../aws/load-balancer-controller";
import { batched, pages, shared } from "../aws/loader";
import type { Aws } from "../aws/session";
import { tagMap } from "../aws/tags";
import type { Tags } from "../engine/kind";
import { ownedByController } from "../problems";

/** A load balancer by its name or ARN, or undefined. */
export const loadBalancerOf = shared(async (aws, nameOrArn): Promise<LoadBalancer | undefined> => {
  const found = await unless(
    "LoadBalancerNotFound",
    aws.elbv2.DescribeLoadBalancers(
      nameOrArn.startsWith("arn:") ? { LoadBalancerArns: [nameOrArn] } : { Names: [nameOrArn] },
    ),
  );
  return found?.LoadBalancers?.[0];
});

/** `…:listener/app/<lb>/<id>/<listener>` belongs to `…:loadbalancer/app/<lb>/<id>`. */
export const balancerOfListener = (listenerArn: string): string =>
  listenerArn.replace(":listener/", ":loadbalancer/").split("/").slice(0, -1).join("/");

/** All listeners of a load balancer, by its ARN. */
export const listenersOf = shared(
  (aws, LoadBalancerArn): Promise<readonly Listener[]> =>
    pages(
      (Marker) => aws.elbv2.DescribeListeners({ LoadBalancerArn, PageSize: 100, Marker }),
      (page) => page.Listeners,
      (page) => page.NextMarker,
    ),
);

/** The certificates of a listener, the default one first; none where it isn't there. */
export const listenerCertificates = shared(
  async (aws: Aws, ListenerArn): Promise<readonly { readonly arn: string; readonly isDefault: boolean }[]> => {
    const found = await unless(
      "ListenerNotFound",
      pages(
        (Marker) => aws.elbv2.DescribeListenerCertificates({ ListenerArn, PageSize: 100, Marker }),
        (page) => page.Certificates,
        (page) => page.NextMarker,
      ),
    );
    // The default one may be in the list a second time.
    const all = new Map<string, boolean>();
    for (const { CertificateArn, IsDefault = false } of found ?? []) {
      all.set(CertificateArn!, IsDefault || (all.get(CertificateArn!) ?? false));
    }
    return [...all]
      .map(([arn, isDefault]) => ({ arn, isDefault }))
      .sort((one, other) => +other.isDefault - +one.isDefault);
  },
);

/** All rules of a listener, by its ARN, its default rule among them; none where the listener isn't there. */
export const rulesOf = shared(async (aws, ListenerArn): Promise<readonly Rule[]> => {
  const rules = await unless(
    "ListenerNotFound",
    pages(
      (Marker) => aws.elbv2.DescribeRules({ ListenerArn, PageSize: 100, Marker }),
      (page) => page.Rules,
      (page) => page.NextMarker,
    ),
  );
  return rules ?? [];
});

/** Tags of a load balancer, listener, target group or rule, by its ARN. DescribeTags takes twenty ARNs. */
const tagged = batched(20, async (aws, ResourceArns): Promise<ReadonlyMap<string, Tags>> => {
  const { TagDescriptions = [] } = await aws.elbv2.DescribeTags({ ResourceArns: [...ResourceArns] });
  return new Map(TagDescriptions.map(({ ResourceArn, Tags }) => [ResourceArn!, tagMap(Tags)]));
});

export const tagsOf = async (aws: Aws, arn: string): Promise<Tags> => (await tagged(aws, arn)) ?? {};

/** A rule with its tags. */
export interface TaggedRule {
  readonly rule: Rule;
  readonly tags: Tags;
}

/** All rules of a listener except its default one, with their tags. */
export async function taggedRulesOf(aws: Aws, listenerArn: string): Promise<readonly TaggedRule[]> {
  const rules = (await rulesOf(aws, listenerArn)).filter(({ IsDefault }) => !IsDefault);
  return Promise.all(rules.map(async (rule) => ({ rule, tags: await tagsOf(aws, rule.RuleArn!) })));
}

/** A target group by its name, or undefined. */
export const targetGroupOf = batched(20, async (aws, names): Promise<ReadonlyMap<string, TargetGroup | Error>> => {
  try {
    const { TargetGroups = [] } = await aws.elbv2.DescribeTargetGroups({ Names: [...names] });
    return new Map(TargetGroups.map((group) => [group.TargetGroupName!, group]));
  } catch (error) {
    if (!isError(error, "TargetGroupNotFound")) throw error;
    if (names.length === 1) return new Map();
  }
  // One name that isn't there fails the whole request.
  const found = await Promise.all(
    names.map((name) => unless("TargetGroupNotFound", aws.elbv2.DescribeTargetGroups({ Names: [name] }))),
  );
  return new Map(found.flatMap((answer) => answer?.TargetGroups ?? []).map((one) => [one.TargetGroupName!, one]));
});

/** All target groups of the region. */
export const allTargetGroups = shared(
  (aws, _all): Promise<readonly TargetGroup[]> =>
    pages(
      (Marker) => aws.elbv2.DescribeTargetGroups({ PageSize: 400, Marker }),
      (page) => page.TargetGroups,
      (page) => page.NextMarker,
    ),
);

/** Throws where the AWS Load Balancer Controller owns the load balancer or listener. */
export function refuseControllers(name: string, tags: Tags): void {
  const tag = controllerTag(tags);
  if (tag) throw ownedByController({ name, tag, value: tags[tag]! });
}
