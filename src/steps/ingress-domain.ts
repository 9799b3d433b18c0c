import { isFor } from "../aws/certificates";
import { type Address, Ref } from "../engine/ref";
import { existing, output, type Resource, resource } from "../engine/resource";
import { acmCertificate } from "../kinds/acm-certificate";
import { acmExistingCertificate } from "../kinds/acm-existing-certificate";
import { elbv2ListenerCertificate } from "../kinds/elbv2-listener-certificate";
import { elbv2LoadBalancer } from "../kinds/elbv2-load-balancer";
import { route53Alias } from "../kinds/route53-alias";
import { route53HostedZone } from "../kinds/route53-hosted-zone";
import { route53ValidationRecord } from "../kinds/route53-validation-record";
import { certificateDoesNotCover } from "../problems";

const ZONE = "hosts";
const GIVEN = "given";

/** What the domain's part of the way in needs to know. */
interface Wanted {
  readonly consoleHost: string;
  readonly apiHost?: string;
  /** Name or id of the zone of both. */
  readonly hostedZone?: string;
  /** `create` or an ARN. */
  readonly certificate?: string;
  /** Name of the load balancer's resource, and ARN of the listener. */
  readonly balancer: string;
  readonly listener: Ref<string>;
  /** Whether we make the listener. */
  readonly isOurs: boolean;
}

/** What stands behind the hosts' names. */
export interface Domain {
  readonly resources: readonly Resource[];
  /** The certificate that a listener of ours has by default, with what it comes after; nothing where the config names none. */
  readonly main: { readonly certificate: Ref<string>; readonly provable: boolean; readonly after: readonly Address[] };
}

/** Names and certificates: what brings people to the load balancer by the hosts' names, and lets their browsers trust it. */
export function domain(wanted: Wanted): Domain {
  const { consoleHost, apiHost, hostedZone, certificate } = wanted;
  const hosts = [consoleHost, ...(apiHost ? [apiHost] : [])];
  const certificates =
    certificate === undefined
      ? []
      : certificate === "create"
        ? hosts.flatMap((one) => ordered(one, wanted))
        : theirs(certificate, hosts, wanted);
  const isValidation = ({ kind, name }: Resource) => kind === route53ValidationRecord && name === consoleHost;
  return {
    resources: [
      ...(hostedZone === undefined ? [] : [existing(route53HostedZone, ZONE, { Zone: hostedZone, Hosts: hosts })]),
      ...certificates,
      ...(hostedZone === undefined ? [] : hosts.map((one) => record(one, wanted))),
    ],
    main: {
      certificate: certificate === "create" ? output(acmCertificate, consoleHost, "arn") : fitting(hosts),
      provable: certificate !== "create" || hostedZone !== undefined,
      after: certificates.filter(isValidation).map(({ address }) => address),
    },
  };
}

const zoneId = () => output(route53HostedZone, ZONE, "id");

const record = (host: string, { balancer }: Wanted): Resource =>
  resource(route53Alias, host, {
    HostedZoneId: zoneId(),
    Name: host,
    Addresses: Ref.all([
      output(elbv2LoadBalancer, balancer, "dnsName"),
      output(elbv2LoadBalancer, balancer, "canonicalHostedZoneId"),
      output(elbv2LoadBalancer, balancer, "isDualStack"),
    ]).map(([DNSName, HostedZoneId, isDualStack]) =>
      (isDualStack ? ["A", "AAAA"] : ["A"]).map((Type) => ({ Type, DNSName, HostedZoneId })),
    ),
  });

/** A certificate of its own for each host: a host more is no reason to order the other's anew. */
function ordered(host: string, { hostedZone, listener, isOurs, consoleHost }: Wanted): readonly Resource[] {
  const arn = output(acmCertificate, host, "arn");
  const record =
    hostedZone === undefined
      ? []
      : [
          resource(route53ValidationRecord, host, {
            HostedZoneId: zoneId(),
            Name: output(acmCertificate, host, "proofName"),
            CertificateArn: arn,
            Value: output(acmCertificate, host, "proofValue"),
          }),
        ];
  return [
    resource(acmCertificate, host, { DomainName: host, HostedZoneId: hostedZone === undefined ? undefined : zoneId() }),
    ...record,
    // A listener of ours has the console's by default.
    ...(isOurs && host === consoleHost
      ? []
      : [
          resource(
            elbv2ListenerCertificate,
            host,
            { ListenerArn: listener, CertificateArn: arn, Provable: record.length > 0 },
            { after: record.map(({ address }) => address) },
          ),
        ]),
  ];
}

/** The ARN of a certificate that somebody brings, for some of the hosts at least: others may have theirs on the listener already. */
const fitting = (hosts: readonly string[]): Ref<string> =>
  Ref.all([output(acmExistingCertificate, GIVEN, "arn"), output(acmExistingCertificate, GIVEN, "names")]).map(
    ([arn, names]) => {
      // Nobody has looked: then the config is taken at its word.
      if (!names) return arn;
      const isServed = hosts.some((host) => names.some((name) => isFor(name, host)));
      if (!isServed) throw certificateDoesNotCover({ arn, names, hosts });
      return arn;
    },
  );

function theirs(arn: string, hosts: readonly string[], { listener, isOurs }: Wanted): readonly Resource[] {
  const CertificateArn = fitting(hosts);
  return [
    existing(acmExistingCertificate, GIVEN, { CertificateArn: arn }),
    ...(isOurs
      ? []
      : [resource(elbv2ListenerCertificate, GIVEN, { ListenerArn: listener, CertificateArn, Provable: true })]),
  ];
}
