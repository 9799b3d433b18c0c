import type { Text } from "../text";
import type { CfnInexpressible, CfnKind, CfnResource } from "./cloudformation-kinds";
import type { Settled } from "./settle";

const cannotImport: Text = {
  en: "it is there, and CloudFormation cannot import it",
  ja: "既に存在し、CloudFormation ではインポートできません",
};

/** A stack that takes over what is there may hold nothing that it can't take over. */
const unlessThere = ({ has }: Settled): Text | undefined => (has ? cannotImport : undefined);

interface Address {
  readonly Type: string;
  readonly DNSName: string;
  readonly HostedZoneId: string;
}

const addressOf = ({ spec }: Settled, type: string) =>
  (spec.Addresses as readonly Address[]).find(({ Type }) => Type === type);

const recordType = "AWS::Route53::RecordSet";

const aliasOf = (type: "A" | "AAAA"): CfnResource => ({
  type: recordType,
  ...(type === "A" ? {} : { suffix: type }),
  when: (one) => addressOf(one, type) !== undefined,
  properties: (one) => {
    const { DNSName, HostedZoneId } = addressOf(one, type)!;
    return {
      HostedZoneId: one.spec.HostedZoneId,
      Name: one.spec.Name,
      Type: type,
      AliasTarget: { DNSName, HostedZoneId },
    };
  },
  identifier: ({ host }) => ({ Id: host }),
});

/** Names and certificates of the hosts, and the listeners that have them. */
export const cfnDomains: Readonly<Record<string, CfnKind | CfnInexpressible>> = {
  // With the zone, CloudFormation writes the record that validates it by itself; without it, the stack waits for somebody who does.
  "acm.certificate": {
    resources: [
      {
        type: "AWS::CertificateManager::Certificate",
        tags: { property: "Tags", as: "list" },
        properties: ({ spec: { DomainName }, advice: { HostedZoneId } }) => ({
          DomainName,
          ValidationMethod: "DNS",
          ...(HostedZoneId ? { DomainValidationOptions: [{ DomainName, HostedZoneId }] } : {}),
        }),
        identifier: ({ arn }) => ({ Id: arn }),
      },
    ],
    attributes: { arn: "Ref" },
  },

  "route53.validation-record": {
    inexpressible: {
      en: "CloudFormation writes it with the certificate",
      ja: "CloudFormation が証明書と一緒に作成します",
    },
  },

  "elbv2.listener-certificate": {
    resources: [
      {
        type: "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        properties: ({ spec: { ListenerArn, CertificateArn } }) => ({
          ListenerArn,
          Certificates: [{ CertificateArn }],
        }),
        identifier: ({ certificate }) => ({ Id: certificate }),
      },
    ],
    attributes: {},
    leftOut: unlessThere,
  },

  "elbv2.own-listener": {
    resources: [
      {
        type: "AWS::ElasticLoadBalancingV2::Listener",
        properties: ({ spec: { CertificateArn, ...spec } }) => ({
          ...spec,
          ...(CertificateArn ? { Certificates: [{ CertificateArn }] } : {}),
        }),
        identifier: ({ arn }) => ({ ListenerArn: arn }),
      },
    ],
    attributes: { arn: "Ref" },
  },

  "elbv2.idle-timeout": {
    inexpressible: {
      en: "the idle timeout is a property of the load balancer, which is somebody else's",
      ja: "アイドルタイムアウトは、risken-aws の管理対象ではないロードバランサーのプロパティです",
    },
  },

  "route53.alias": {
    resources: [
      aliasOf("A"),
      aliasOf("AAAA"),
      {
        type: recordType,
        suffix: "Mark",
        properties: ({ spec, tags }) => ({
          HostedZoneId: spec.HostedZoneId,
          Name: `_risken-aws.${spec.Name}`,
          Type: "TXT",
          TTL: "300",
          ResourceRecords: Object.entries(tags)
            .filter(([key]) => key.startsWith("risken-aws:"))
            .map(([key, value]) => `"${key}=${value}"`),
        }),
        identifier: ({ host }) => ({ Id: host }),
      },
    ],
    attributes: {},
    leftOut: unlessThere,
  },
};
