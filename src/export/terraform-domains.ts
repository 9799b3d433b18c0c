import { Inner, snakeCase, type TfInexpressible, type TfKind } from "./terraform-shapes";

interface Address {
  readonly Type: string;
  readonly DNSName: string;
  readonly HostedZoneId: string;
}

const MARK = "mark";

const addresses = (spec: Readonly<Record<string, unknown>>) => spec.Addresses as readonly Address[];

const snakeKeys = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), value]));

/** Names and certificates of the hosts, and the listeners that have them. */
export const domainKinds: Readonly<Record<string, TfKind | TfInexpressible>> = {
  "acm.certificate": {
    resources: [
      {
        type: "aws_acm_certificate",
        tags: true,
        body: ({ spec }) => ({ domain_name: spec.DomainName, validation_method: "DNS" }),
        id: (known) => known("arn"),
      },
    ],
    attributes: {
      arn: "arn",
      proofName: "one(%.domain_validation_options).resource_record_name",
      proofValue: "one(%.domain_validation_options).resource_record_value",
    },
  },

  "route53.validation-record": {
    resources: [
      // What comes after it waits until the certificate is issued; the record is made meanwhile.
      {
        type: "aws_acm_certificate_validation",
        tags: false,
        body: ({ spec }) => ({ certificate_arn: spec.CertificateArn }),
        // It is nothing in AWS but a wait.
        id: undefined,
      },
      {
        type: "aws_route53_record",
        tags: false,
        body: ({ spec }) => ({
          zone_id: spec.HostedZoneId,
          name: spec.Name,
          type: "CNAME",
          ttl: 300,
          records: [spec.Value],
        }),
        id: (known) => `${known("HostedZoneId")}_${known("Name")}_CNAME`,
      },
    ],
    attributes: {},
  },

  "elbv2.listener-certificate": {
    resources: [
      {
        type: "aws_lb_listener_certificate",
        tags: false,
        body: ({ spec }) => ({ listener_arn: spec.ListenerArn, certificate_arn: spec.CertificateArn }),
        id: (known) => `${known("ListenerArn")}_${known("CertificateArn")}`,
      },
    ],
    attributes: {},
  },

  "elbv2.own-listener": {
    resources: [
      {
        type: "aws_lb_listener",
        tags: true,
        body: ({ spec }) => {
          const [one] = spec.DefaultActions as readonly Readonly<Record<string, Readonly<Record<string, string>>>>[];
          const { FixedResponseConfig: fixed, RedirectConfig: redirect } = one!;
          return {
            load_balancer_arn: spec.LoadBalancerArn,
            port: spec.Port,
            protocol: spec.Protocol,
            ssl_policy: spec.SslPolicy,
            certificate_arn: spec.CertificateArn,
            default_action: new Inner({
              type: String(one!.Type),
              fixed_response: fixed && new Inner(snakeKeys(fixed)),
              redirect: redirect && new Inner(snakeKeys(redirect)),
            }),
          };
        },
        id: (known) => known("arn"),
      },
    ],
    attributes: { arn: "arn" },
  },

  "elbv2.idle-timeout": {
    inexpressible: {
      en: "the idle timeout is an argument of the load balancer, which is somebody else's",
      ja: "アイドルタイムアウトは、risken-aws の管理対象ではないロードバランサーの引数です",
    },
  },

  "route53.alias": {
    resources: [
      {
        type: "aws_route53_record",
        tags: false,
        parts: ({ spec }) => [...addresses(spec).map(({ Type }) => Type.toLowerCase()), MARK],
        body: ({ spec, tags }, part) => {
          if (part === MARK) {
            const marks = Object.entries(tags).filter(([key]) => key.startsWith("risken-aws:"));
            return {
              zone_id: spec.HostedZoneId,
              name: `_risken-aws.${spec.Name}`,
              type: "TXT",
              ttl: 300,
              records: marks.map(([key, value]) => `${key}=${value}`),
            };
          }
          const { Type, DNSName, HostedZoneId } = addresses(spec).find((one) => one.Type.toLowerCase() === part)!;
          return {
            zone_id: spec.HostedZoneId,
            name: spec.Name,
            type: Type,
            alias: new Inner({ name: DNSName, zone_id: HostedZoneId, evaluate_target_health: false }),
          };
        },
        id: (known, part) =>
          part === MARK
            ? `${known("HostedZoneId")}__risken-aws.${known("Name")}_TXT`
            : `${known("HostedZoneId")}_${known("Name")}_${part.toUpperCase()}`,
      },
    ],
    attributes: {},
  },
};
