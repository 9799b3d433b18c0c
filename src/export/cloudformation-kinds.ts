import { AWS_MANAGED_SECRETS_KEY } from "../kinds/secretsmanager-secret";
import type { Text } from "../text";
import { cfnDomains } from "./cloudformation-domains";
import { cfnObservability } from "./cloudformation-observability";
import { Hidden, type Settled } from "./settle";

export type Fields = Readonly<Record<string, unknown>>;

/** A resource of CloudFormation that writes down something of ours, or a part of it. */
export interface CfnResource {
  /** As in `AWS::SQS::Queue`. */
  readonly type: string;
  /** What its logical name ends with, where one thing becomes several resources. */
  readonly suffix?: string;
  /** Whether this one needs it; always, where left out. */
  when?(one: Settled): boolean;
  /** Properties in AWS's own names, with marks and {@link Hidden} inside. */
  properties(one: Settled): Fields;
  /** Where its tags go; left out where it takes none. */
  readonly tags?: { readonly property: string; readonly as: "list" | "map" };
  /**
   * By what CloudFormation finds one that is there (its schema's `primaryIdentifier`).
   *
   * @param has fields and outputs of the one that is there
   */
  identifier(has: Fields): Fields;
}

/** How a kind is written in CloudFormation. */
export interface CfnKind {
  /** The first is the thing itself, to which others refer. */
  readonly resources: readonly [CfnResource, ...CfnResource[]];
  /** How others refer to its outputs: `Ref`, or the name of an attribute. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Why one of this kind can't be written down, if so. */
  leftOut?(one: Settled): Text | undefined;
}

/** A kind that CloudFormation has nothing for. */
export interface CfnInexpressible {
  readonly inexpressible: Text;
}

const tagList = { property: "Tags", as: "list" } as const;

/** A value that CloudFormation takes from a parameter whose value it never shows. */
export class HiddenParameter extends Hidden {
  readonly name: string;
  readonly text: Text;

  constructor(name: string, text: Text) {
    super();
    this.name = name;
    this.text = text;
  }
}

/**
 * Every kind that the tool makes, by type. Specs have AWS's own names, so most properties are the spec itself. Types,
 * properties and identifiers are those of CloudFormation's resource schemas
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html).
 */
export const cfnKinds: Readonly<Record<string, CfnKind | CfnInexpressible>> = {
  "sqs.queue": {
    resources: [
      {
        type: "AWS::SQS::Queue",
        tags: tagList,
        properties: ({ spec: { Policy: _, ...spec } }) => ({
          ...spec,
          VisibilityTimeout: Number(spec.VisibilityTimeout),
          MessageRetentionPeriod: Number(spec.MessageRetentionPeriod),
          ReceiveMessageWaitTimeSeconds: Number(spec.ReceiveMessageWaitTimeSeconds),
          SqsManagedSseEnabled: spec.SqsManagedSseEnabled === "true",
        }),
        identifier: ({ url }) => ({ QueueUrl: url }),
      },
      {
        type: "AWS::SQS::QueueInlinePolicy",
        suffix: "Policy",
        when: ({ spec }) => spec.Policy !== undefined,
        properties: ({ spec, output }) => ({ Queue: output("url"), PolicyDocument: spec.Policy }),
        identifier: ({ url }) => ({ Queue: url }),
      },
    ],
    attributes: { url: "Ref", arn: "Arn" },
  },

  "kms.key": {
    resources: [
      {
        type: "AWS::KMS::Key",
        tags: tagList,
        properties: ({ spec: { Policy: KeyPolicy, ...spec } }) => ({ ...spec, KeyPolicy }),
        identifier: ({ id }) => ({ KeyId: id }),
      },
    ],
    attributes: { id: "Ref", arn: "Arn" },
  },

  "kms.alias": {
    resources: [
      {
        type: "AWS::KMS::Alias",
        properties: ({ spec }) => spec,
        identifier: ({ AliasName }) => ({ AliasName }),
      },
    ],
    attributes: {},
  },

  // Its values never leave: in a stack that starts from nothing it is empty until somebody puts them in.
  "secretsmanager.secret": {
    resources: [
      {
        type: "AWS::SecretsManager::Secret",
        tags: tagList,
        properties: ({ spec: { Name, KmsKeyId } }) => ({
          Name,
          ...(KmsKeyId !== AWS_MANAGED_SECRETS_KEY ? { KmsKeyId } : {}),
        }),
        identifier: ({ arn }) => ({ Id: arn }),
      },
    ],
    attributes: { arn: "Ref" },
  },

  "ssm.parameter": {
    resources: [
      {
        type: "AWS::SSM::Parameter",
        tags: { property: "Tags", as: "map" },
        properties: ({ spec: { KeyId: _, ...spec } }) => spec,
        identifier: ({ Name }) => ({ Name }),
      },
    ],
    attributes: {},
    leftOut: ({ spec }) =>
      spec.Type === "SecureString"
        ? { en: "CloudFormation makes no SecureString", ja: "CloudFormation は SecureString を作成できません" }
        : undefined,
  },

  "iam.role": {
    resources: [
      {
        type: "AWS::IAM::Role",
        tags: tagList,
        properties: ({ spec: { Policies, ManagedPolicyArns, ...spec } }) => ({
          ...spec,
          Policies: Object.entries(Policies as Fields).map(([PolicyName, PolicyDocument]) => ({
            PolicyName,
            PolicyDocument,
          })),
          ...((ManagedPolicyArns as readonly unknown[]).length > 0 && { ManagedPolicyArns }),
        }),
        identifier: ({ RoleName }) => ({ RoleName }),
      },
    ],
    attributes: { arn: "Arn" },
  },

  "iam.oidc-provider": {
    resources: [
      {
        type: "AWS::IAM::OIDCProvider",
        tags: tagList,
        properties: ({ spec: { Url, ClientIDList } }) => ({ Url, ClientIdList: ClientIDList }),
        identifier: ({ arn }) => ({ Arn: arn }),
      },
    ],
    attributes: {},
  },

  "cognito.user-pool": {
    resources: [
      {
        type: "AWS::Cognito::UserPool",
        tags: { property: "UserPoolTags", as: "map" },
        properties: ({ spec: { PoolName, UserPoolId: _, SoftwareTokenMfaConfiguration: token, ...spec } }) => ({
          UserPoolName: PoolName,
          ...spec,
          ...((token as { readonly Enabled: boolean }).Enabled && { EnabledMfas: ["SOFTWARE_TOKEN_MFA"] }),
        }),
        identifier: ({ id }) => ({ UserPoolId: id }),
      },
    ],
    attributes: { id: "Ref", arn: "Arn" },
  },

  "cognito.identity-provider": {
    resources: [
      {
        type: "AWS::Cognito::UserPoolIdentityProvider",
        properties: ({ name, spec: { UserPoolId, ProviderName, ProviderType, AttributeMapping, ...details } }) => ({
          UserPoolId,
          ProviderName,
          ProviderType,
          AttributeMapping,
          ProviderDetails: providerDetails(name, details),
        }),
        identifier: ({ UserPoolId, ProviderName }) => ({ UserPoolId, ProviderName }),
      },
    ],
    attributes: { name: "Ref" },
  },

  "cognito.group": {
    resources: [
      {
        type: "AWS::Cognito::UserPoolGroup",
        properties: ({ spec }) => spec,
        identifier: ({ UserPoolId, GroupName }) => ({ UserPoolId, GroupName }),
      },
    ],
    attributes: {},
  },

  "cognito.user-pool-domain": {
    resources: [
      {
        type: "AWS::Cognito::UserPoolDomain",
        // 1: the classic pages. Those of version 2 are blank until somebody gives the client a branding.
        properties: ({ spec }) => ({ ManagedLoginVersion: 1, ...spec }),
        identifier: ({ UserPoolId, Domain }) => ({ UserPoolId, Domain }),
      },
    ],
    attributes: { domain: "Ref" },
  },

  "cognito.user-pool-client": {
    resources: [
      {
        type: "AWS::Cognito::UserPoolClient",
        properties: ({ spec }) => spec,
        identifier: ({ UserPoolId, id }) => ({ UserPoolId, ClientId: id }),
      },
    ],
    attributes: { id: "Ref" },
  },

  "cognito.managed-login-branding": {
    resources: [
      {
        type: "AWS::Cognito::ManagedLoginBranding",
        properties: ({ spec }) => ({ ...spec, UseCognitoProvidedValues: true }),
        identifier: ({ UserPoolId, id }) => ({ UserPoolId, ManagedLoginBrandingId: id }),
      },
    ],
    attributes: {},
  },

  "elbv2.target-group": {
    resources: [
      {
        type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        tags: tagList,
        properties: ({ spec }) => ({ ...spec, HealthCheckEnabled: true }),
        identifier: ({ arn }) => ({ TargetGroupArn: arn }),
      },
    ],
    attributes: { arn: "Ref", fullName: "TargetGroupFullName" },
  },

  "elbv2.listener-rule": {
    resources: [
      {
        type: "AWS::ElasticLoadBalancingV2::ListenerRule",
        properties: ({ spec }) => ({
          ...spec,
          Priority: Number(spec.Priority),
          Actions: (spec.Actions as readonly Fields[]).map(action),
        }),
        identifier: ({ arn }) => ({ RuleArn: arn }),
      },
    ],
    attributes: { arn: "Ref" },
  },

  "elbv2.default-action": {
    inexpressible: {
      en: "the default action is a property of the listener, which is somebody else's",
      ja: "デフォルトアクションは、risken-aws の管理対象ではないリスナーのプロパティです",
    },
  },

  ...cfnDomains,

  "autoscaling.attachment": {
    inexpressible: {
      en: "the attachment is a property of the Auto Scaling groups (TargetGroupARNs), which are somebody else's",
      ja: "登録は、risken-aws の管理対象ではない Auto Scaling グループのプロパティ（TargetGroupARNs）です",
    },
  },

  "ec2.security-group-rule": {
    resources: [
      {
        type: "AWS::EC2::SecurityGroupIngress",
        properties: ({ spec: { ReferencedGroupId, ...spec } }) => ({
          ...spec,
          SourceSecurityGroupId: ReferencedGroupId,
        }),
        identifier: ({ id }) => ({ Id: id }),
      },
    ],
    attributes: {},
  },

  ...cfnObservability,
};

/** Types that CloudFormation has for no tags, although what they make takes some. */
export const untaggedTypes: readonly string[] = [
  "AWS::ElasticLoadBalancingV2::ListenerRule",
  "AWS::EC2::SecurityGroupIngress",
];

function action({ AuthenticateOidcConfig: oidc, ...rest }: Fields): Fields {
  if (!oidc) return rest;
  const ClientSecret = new HiddenParameter("OidcClientSecret", {
    en: "Client secret that the identity provider gave RISKEN",
    ja: "IdP が RISKEN 用に発行したクライアントシークレット",
  });
  return { ...rest, AuthenticateOidcConfig: { ...(oidc as Fields), ClientSecret } };
}

/** The parameter for the client secret of a provider that the pool federates. */
export const clientSecretOf = (provider: string): string => `${provider.replace(/[^A-Za-z0-9]/g, "")}ClientSecret`;

/** A secret is never in the template, and a file is handed in beside it. */
function providerDetails(name: string, { client_secret, MetadataFile, ...plain }: Fields): Fields {
  return {
    ...plain,
    ...(client_secret !== undefined && {
      client_secret: new HiddenParameter(clientSecretOf(name), {
        en: `Client secret that the identity provider ${name} gave RISKEN`,
        ja: `IdP ${name} が発行したクライアントシークレット`,
      }),
    }),
    ...(MetadataFile !== undefined && {
      MetadataFile: new HiddenParameter(`${name.replace(/[^A-Za-z0-9]/g, "")}Metadata`, {
        en: `SAML metadata of the identity provider ${name}, at most 4,096 characters; longer ones need metadataUrl in the config`,
        ja: `IdP ${name} の SAML メタデータ（4,096 文字まで。それより長い場合は設定ファイルで metadataUrl を指定してください）`,
      }),
    }),
  };
}
