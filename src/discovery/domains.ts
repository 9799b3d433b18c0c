import { allCertificates, isFor, namesIn } from "../aws/certificates";
import { isWithin, publicZones } from "../aws/hosted-zones";
import type { Aws } from "../aws/session";
import type { Candidate } from "./candidate";

/** Public hosted zones that one of the hosts can stand in; those of one name are told apart by their ids. */
export async function hostedZones(aws: Aws, hosts: readonly string[]): Promise<readonly Candidate[]> {
  const zones = (await publicZones(aws)).filter(({ name }) => hosts.some((host) => isWithin(host, name)));
  return zones.map(({ id, name }) =>
    zones.filter((one) => one.name === name).length === 1 ? { value: name, hint: id } : { value: id, hint: name },
  );
}

/** What the way in is known to be so far. */
interface Way {
  /** Name or ARN. */
  readonly loadBalancer: string | undefined;
  readonly hosts: readonly string[];
}

/** A new one, or those that ACM has issued for one of the hosts; nothing where the load balancer has all that they need. */
export async function certificates(aws: Aws, { loadBalancer, hosts }: Way): Promise<readonly Candidate[]> {
  const there = loadBalancer === undefined ? [] : await namesOn(aws, loadBalancer);
  if (hosts.every((host) => there.some((name) => isFor(name, host)))) return [];
  const all = (await allCertificates(aws, "")).filter(({ Status }) => Status === "ISSUED");
  const fitting = all
    .map(({ CertificateArn, DomainName, SubjectAlternativeNameSummaries = [] }) => ({
      arn: CertificateArn!,
      names: [...new Set([DomainName ?? "", ...SubjectAlternativeNameSummaries])],
    }))
    .filter(({ names }) => hosts.some((host) => names.some((name) => isFor(name.toLowerCase(), host))));
  return [{ value: "create" }, ...fitting.map(({ arn, names }) => ({ value: arn, hint: names.join(", ") }))];
}

/** What the certificates on the HTTPS listeners of a load balancer are for. */
async function namesOn(aws: Aws, loadBalancer: string): Promise<readonly string[]> {
  const asked = loadBalancer.startsWith("arn:") ? { LoadBalancerArns: [loadBalancer] } : { Names: [loadBalancer] };
  const { LoadBalancers = [] } = await aws.elbv2.DescribeLoadBalancers(asked);
  const { Listeners = [] } = await aws.elbv2.DescribeListeners({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn });
  const https = Listeners.filter(({ Protocol }) => Protocol === "HTTPS");
  const lists = await Promise.all(
    https.map(({ ListenerArn }) => aws.elbv2.DescribeListenerCertificates({ ListenerArn, PageSize: 100 })),
  );
  const arns = lists.flatMap(({ Certificates = [] }) => Certificates.map((one) => one.CertificateArn!));
  const inAcm = [...new Set(arns)].filter((arn) => arn.split(":")[2] === "acm");
  const found = await Promise.all(inAcm.map((CertificateArn) => aws.acm.DescribeCertificate({ CertificateArn })));
  return found.flatMap(({ Certificate }) => (Certificate ? namesIn(Certificate) : []));
}
