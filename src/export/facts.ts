import { dnsSuffixOf } from "../aws/partition";
import type { Address } from "../engine/ref";
import type { Resource } from "../engine/resource";
import type { Text } from "../text";
import type { Fact, Place } from "./settle";

/** What the config itself says of things that are there: outputs by address and field. */
export type Given = Readonly<Record<Address, Readonly<Record<string, unknown>>>>;

/** What an answer about somebody else's thing is made of. */
export interface Asked {
  readonly place: Place;
  readonly given: Readonly<Record<string, unknown>> | undefined;
  /** Whether somebody has looked at the thing. */
  readonly looked: boolean;
  /** What the output is, where somebody has looked. */
  readonly now: unknown;
  /** A settled field of its key. */
  key(field: string): unknown;
  /** The mark of a fact. */
  fact(fact: Fact): string;
  /** The VPC of the load balancer. */
  balancerVpc(): unknown;
}

/** An output of ours that follows from names alone. */
export interface Literal {
  /** Never referred to: what it says is always written out. */
  readonly always: boolean;
  of(spec: Readonly<Record<string, unknown>>, place: Place, balancerVpc: () => unknown): unknown;
}

export const literals = (type: string, field: string): Literal | undefined => ourLiterals[`${type} ${field}`];

const ourLiterals: Readonly<Record<string, Literal>> = {
  "sqs.queue url": {
    always: false,
    of: ({ QueueName }, { region, partition, account }) =>
      `https://sqs.${region}.${dnsSuffixOf(partition)}/${account}/${QueueName}`,
  },
  // Whoever has made it, its ARN is the same.
  "iam.oidc-provider arn": {
    always: true,
    of: ({ Url }, { arn }) => arn("iam", `oidc-provider/${String(Url).replace("https://", "")}`, { region: "" }),
  },
  // It could be nowhere else: what AWS says of one that is there is the same, only not in the same words.
  "elbv2.target-group vpcId": { always: true, of: (_spec, _place, balancerVpc) => balancerVpc() },
  "cognito.user-pool caseSensitive": {
    always: true,
    of: ({ UsernameConfiguration }) => (UsernameConfiguration as { readonly CaseSensitive: boolean }).CaseSensitive,
  },
  "elbv2.target-group loadBalancerArns": { always: true, of: () => [] },
  // A listener that is made has none yet.
  "elbv2.own-listener rules": { always: true, of: () => [] },
  "elbv2.target-group targetType": { always: true, of: ({ TargetType }) => TargetType },
};

/**
 * Outputs of ours that AWS makes up: every notation has to say how it refers to them (`attributes` in its table of kinds).
 */
export const referable: readonly string[] = [
  "kms.key arn",
  "sqs.queue url",
  "sqs.queue arn",
  "iam.role arn",
  "cognito.user-pool id",
  "cognito.user-pool arn",
  "cognito.identity-provider name",
  "cognito.user-pool-client id",
  "cognito.user-pool-domain domain",
  "elbv2.target-group arn",
  "elbv2.target-group fullName",
  "sns.topic arn",
  "elbv2.listener-rule arn",
  "elbv2.own-listener arn",
  "acm.certificate arn",
  "acm.certificate proofName",
  "acm.certificate proofValue",
];

/** What an output of somebody else's thing is: what follows from the config, what was seen, or a fact to be handed in. */
export function factsAbout(resource: Resource, field: string, asked: Asked): unknown {
  if (asked.given && field in asked.given) return asked.given[field];
  const name = `${resource.kind.type} ${field}`;
  const answer = answers[name];
  if (!answer) throw new Error(`nobody says what ${name} is to an export`);
  return answer(asked, resource);
}

type Answer = (asked: Asked, resource: Resource) => unknown;

/** A fact with one value. */
const one =
  (name: string, text: Text): Answer =>
  ({ now, fact }) =>
    fact({ name, text, value: now === undefined ? undefined : String(now), many: false });

/** The first of several values. */
const first =
  (name: string, text: Text): Answer =>
  ({ now, fact }) => [fact({ name, text, value: (now as readonly string[] | undefined)?.[0], many: false })];

const answers: Readonly<Record<string, Answer>> = {
  "eks.cluster name": ({ key }) => key("name"),
  // It stands in the names of conditions, which no template can compute: where it is known it is written out.
  "eks.cluster issuer": ({ now, fact }) =>
    now ??
    `https://${fact({
      name: "OidcIssuer",
      text: {
        en: "OIDC issuer of the EKS cluster, without https://, as in oidc.eks.ap-northeast-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
        ja: "EKS クラスタの OIDC issuer（https:// を除く。例: oidc.eks.ap-northeast-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF）",
      },
      value: undefined,
      many: false,
    })}`,
  "eks.cluster securityGroupIds": first("NodeSecurityGroupId", {
    en: "Security group that the nodes of the EKS cluster wear",
    ja: "EKS クラスタのノードのセキュリティグループ",
  }),
  "eks.nodes autoScalingGroups": ({ now, fact }) => [
    fact({
      name: "NodeAutoScalingGroups",
      text: {
        en: "Names of the Auto Scaling groups of the EKS cluster's nodes",
        ja: "EKS クラスタのノードの Auto Scaling グループ名",
      },
      value: now as readonly string[] | undefined,
      many: true,
    }),
  ],
  "elbv2.load-balancer arn": one("LoadBalancerArn", { en: "ARN of the load balancer", ja: "ロードバランサーの ARN" }),
  "elbv2.load-balancer fullName": one("LoadBalancerFullName", {
    en: "The load balancer as its metrics call it: the end of its ARN, as in app/risken/50dc6c495c0c9188",
    ja: "メトリクスでのロードバランサーの名前（ARN の末尾。例: app/risken/50dc6c495c0c9188）",
  }),
  "elbv2.load-balancer vpcId": one("LoadBalancerVpcId", {
    en: "VPC of the load balancer",
    ja: "ロードバランサーの VPC",
  }),
  "elbv2.load-balancer securityGroups": first("LoadBalancerSecurityGroupId", {
    en: "Security group of the load balancer",
    ja: "ロードバランサーのセキュリティグループ",
  }),
  "elbv2.load-balancer dnsName": one("LoadBalancerDnsName", {
    en: "DNS name of the load balancer",
    ja: "ロードバランサーの DNS 名",
  }),
  "elbv2.load-balancer canonicalHostedZoneId": one("LoadBalancerZoneId", {
    en: "Hosted zone of the load balancer's own name (CanonicalHostedZoneId)",
    ja: "ロードバランサーの DNS 名のホストゾーン（CanonicalHostedZoneId）",
  }),
  // Nobody gives a load balancer IPv6 addresses without knowing: where nobody has looked it has none.
  "elbv2.load-balancer isDualStack": ({ now }) => now ?? false,
  "route53.hosted-zone id": (asked, resource) =>
    /^Z[A-Z0-9]+$/.test(String(asked.key("Zone")))
      ? asked.key("Zone")
      : one("HostedZoneId", {
          en: `Id of the hosted zone ${asked.key("Zone")}`,
          ja: `ホストゾーン ${asked.key("Zone")} の ID`,
        })(asked, resource),
  "acm.existing-certificate arn": ({ key }) => key("CertificateArn"),
  // Whether it is for the hosts only shows by looking.
  "acm.existing-certificate names": ({ now }) => now,
  "elbv2.listener arn": (asked, resource) =>
    asked.key("ListenerArn") ??
    one("ListenerArn", {
      en: "ARN of the load balancer's HTTPS listener",
      ja: "ロードバランサーの HTTPS リスナーの ARN",
    })(asked, resource),
  // Where nobody has looked, our rules get the first places of their band.
  "elbv2.listener rules": ({ now }) => now ?? [],
  "elbv2.target-group arn": (asked, resource) =>
    one(`${capitalized(resource.name)}TargetGroupArn`, {
      en: `ARN of the target group ${resource.name}`,
      ja: `ターゲットグループ ${resource.name} の ARN`,
    })(asked, resource),
  "elbv2.target-group fullName": (asked, resource) =>
    one(`${capitalized(resource.name)}TargetGroupFullName`, {
      en: `The target group ${resource.name} as its metrics call it: the end of its ARN, as in targetgroup/api/73e2d6bc24d8a067`,
      ja: `メトリクスでのターゲットグループ ${resource.name} の名前（ARN の末尾。例: targetgroup/api/73e2d6bc24d8a067）`,
    })(asked, resource),
  "elbv2.target-group vpcId": ({ balancerVpc }) => balancerVpc(),
  "elbv2.target-group loadBalancerArns": () => [],
  "elbv2.target-group targetType": ({ now }) => now,
  "kms.existing-key arn": (asked, resource) =>
    /^arn:.*:key\//.test(String(asked.key("KeyId")))
      ? asked.key("KeyId")
      : one("KmsKeyArn", {
          en: `ARN of the KMS key ${asked.key("KeyId")} (of the key, not of the alias)`,
          ja: `KMS キー ${asked.key("KeyId")} の ARN（エイリアスではなくキーの ARN）`,
        })(asked, resource),
  "cognito.existing-pool id": ({ key }) => key("UserPoolId"),
  "cognito.existing-pool arn": ({ key, place }) => place.arn("cognito-idp", `userpool/${key("UserPoolId")}`),
  "cognito.existing-domain domain": one("UserPoolDomain", {
    en: "Domain of the user pool: its prefix, or the whole host of a domain of its own",
    ja: "ユーザープールのドメイン（プレフィックス、またはカスタムドメインのホスト名）",
  }),
  "rds.database writer": one("DatabaseWriterHost", {
    en: "Host of the database that writes",
    ja: "データベースのホスト（書き込み用）",
  }),
  "rds.database reader": one("DatabaseReaderHost", {
    en: "Host of the database that reads; the writer's where there is no other",
    ja: "データベースのホスト（読み取り用。ない場合は書き込み用と同じ）",
  }),
  "rds.database port": one("DatabasePort", { en: "Port of the database", ja: "データベースのポート" }),
  "rds.database masterUsername": one("DatabaseUser", { en: "User of the database", ja: "データベースのユーザー" }),
  "rds.database masterSecretArn": (asked, resource) =>
    asked.looked && asked.now === undefined
      ? undefined
      : one("DatabaseSecretArn", {
          en: "ARN of the secret in which RDS keeps the password of the database",
          ja: "RDS がデータベースのパスワードを管理するシークレットの ARN",
        })(asked, resource),
  // AWS's own key needs no permission. Where nobody knows, any key of the account is named: only through Secrets
  // Manager, and only for the one secret that may be read, does it open anything.
  "rds.database masterSecretKmsKeyId": ({ now, looked, fact, place }) =>
    looked
      ? now
      : fact({
          name: "DatabaseSecretKeyArn",
          text: {
            en: "ARN of the KMS key of that secret; may stay as it is",
            ja: "上記シークレットの KMS キーの ARN（変更しなくても構いません）",
          },
          value: place.arn("kms", "key/*", { account: "*" }),
          many: false,
        }),
  // Where nobody has looked, it is taken for a cluster.
  "rds.database metrics": ({ now, fact, key }) =>
    now ?? {
      Name: fact({
        name: "DatabaseMetricDimension",
        text: {
          en: "By what the database's metrics go: DBClusterIdentifier for a cluster, DBInstanceIdentifier for an instance",
          ja: "データベースのメトリクスのディメンション（クラスタは DBClusterIdentifier、単独のインスタンスは DBInstanceIdentifier）",
        },
        value: "DBClusterIdentifier",
        many: false,
      }),
      Value: key("identifier"),
    },
  "sns.existing-topic arn": ({ key }) => key("TopicArn"),
  "ssm.stored-value value": () => undefined,
  "kept-value value": () => undefined,
};

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
