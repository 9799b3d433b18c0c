import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import { controllerTag } from "../aws/load-balancer-controller";
import { pages } from "../aws/loader";
import type { Aws } from "../aws/session";
import { tagMap } from "../aws/tags";
import type { Candidate } from "./candidate";

/** Application load balancers with an HTTPS listener that no controller of Kubernetes owns. */
export async function loadBalancers(aws: Aws): Promise<readonly Candidate[]> {
  const all = await pages(
    (Marker) => aws.elbv2.DescribeLoadBalancers({ PageSize: 400, Marker }),
    (page) => page.LoadBalancers,
    (page) => page.NextMarker,
  );
  const usable = await withoutControllers(
    aws,
    all.filter(({ Type }) => Type === "application"),
  );
  const found = await Promise.all(usable.map((one) => candidate(aws, one)));
  return found.filter((one) => one !== undefined);
}

/** DescribeTags takes twenty ARNs. */
async function withoutControllers(aws: Aws, all: readonly LoadBalancer[]): Promise<readonly LoadBalancer[]> {
  const kept: LoadBalancer[] = [];
  for (let from = 0; from < all.length; from += 20) {
    const some = all.slice(from, from + 20);
    const { TagDescriptions = [] } = await aws.elbv2.DescribeTags({
      ResourceArns: some.map(({ LoadBalancerArn }) => LoadBalancerArn!),
    });
    const owned = TagDescriptions.filter(({ Tags }) => controllerTag(tagMap(Tags))).map(
      ({ ResourceArn }) => ResourceArn,
    );
    kept.push(...some.filter(({ LoadBalancerArn }) => !owned.includes(LoadBalancerArn)));
  }
  return kept;
}

async function candidate(aws: Aws, one: LoadBalancer): Promise<Candidate | undefined> {
  const { Listeners = [] } = await aws.elbv2.DescribeListeners({ LoadBalancerArn: one.LoadBalancerArn });
  const ports = Listeners.filter(({ Protocol }) => Protocol === "HTTPS").map(({ Port }) => Port);
  if (ports.length === 0) return undefined;
  return { value: one.LoadBalancerName!, hint: `${one.Scheme}, HTTPS ${ports.join("/")}, ${one.VpcId}` };
}
