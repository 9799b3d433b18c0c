import { AWS_MANAGED_SECRETS_KEY } from "../kinds/secretsmanager-secret";
import { Expression } from "./hcl";
import { domainKinds } from "./terraform-domains";
import { observabilityKinds } from "./terraform-observability";
import {
  Each,
  HiddenVariable,
  Inner,
  Json,
  Lines,
  snakeCase,
  type TfBody,
  type TfInexpressible,
  type TfKind,
} from "./terraform-shapes";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every kind that the tool makes, by type. Arguments and what `import` takes are those of the aws provider
 * (https://github.com/hashicorp/terraform-provider-aws/tree/main/website/docs/r).
 */
export const tfKinds: Readonly<Record<string, TfKind | TfInexpressible>> = {
  "sqs.queue": {
    resources: [
      {
        type: "aws_sqs_queue",
        tags: true,
        body: ({ spec }) => ({
          name: spec.QueueName,
          visibility_timeout_seconds: Number(spec.VisibilityTimeout),
          message_retention_seconds: Number(spec.MessageRetentionPeriod),
          receive_wait_time_seconds: Number(spec.ReceiveMessageWaitTimeSeconds),
          // The two exclude each other.
          ...(spec.KmsMasterKeyId
            ? { kms_master_key_id: spec.KmsMasterKeyId }
            : { sqs_managed_sse_enabled: spec.SqsManagedSseEnabled === "true" }),
          redrive_policy: spec.RedrivePolicy && new Json(spec.RedrivePolicy),
          policy: spec.Policy && new Json(spec.Policy),
        }),
        id: (known) => known("url"),
        // Nobody says how large a message may be: the provider's default is not AWS's.
        ignored: () => ["max_message_size"],
      },
    ],
    attributes: { url: "url", arn: "arn" },
  },

  "kms.key": {
    resources: [
      {
        type: "aws_kms_key",
        tags: true,
        body: ({ spec }) => ({
          description: spec.Description,
          policy: new Json(spec.Policy),
          enable_key_rotation: spec.EnableKeyRotation,
          deletion_window_in_days: 30,
        }),
        id: (known) => known("id"),
      },
    ],
    attributes: { id: "key_id", arn: "arn" },
  },

  "kms.alias": {
    resources: [
      {
        type: "aws_kms_alias",
        tags: false,
        body: ({ spec }) => ({ name: spec.AliasName, target_key_id: spec.TargetKeyId }),
        id: (known) => known("AliasName"),
      },
    ],
    attributes: {},
  },

  // Its values are a thing of their own to Terraform, which would keep them in its state: they stay out of it.
  "secretsmanager.secret": {
    resources: [
      {
        type: "aws_secretsmanager_secret",
        tags: true,
        body: ({ spec }) => ({
          name: spec.Name,
          kms_key_id: spec.KmsKeyId !== AWS_MANAGED_SECRETS_KEY ? spec.KmsKeyId : undefined,
        }),
        id: (known) => known("arn"),
      },
    ],
    attributes: { arn: "arn" },
  },

  "ssm.parameter": {
    resources: [
      {
        type: "aws_ssm_parameter",
        tags: true,
        body: ({ spec, address }) => ({
          name: spec.Name,
          type: spec.Type,
          value: isEncrypted(spec) ? secretOf(spec, address) : linesOf(spec.Value as string),
          key_id: isEncrypted(spec) ? spec.KeyId : undefined,
          tier: spec.Tier,
          description: spec.Description,
        }),
        id: (known) => known("Name"),
        // What was made up once belongs to the account: a second value would make unreadable what the first has encrypted.
        ignored: ({ spec, isGenerated }) => (isEncrypted(spec) && isGenerated ? ["value"] : []),
      },
    ],
    attributes: {},
    isSecret: ({ spec }) => isEncrypted(spec),
  },

  "iam.role": {
    resources: [
      {
        type: "aws_iam_role",
        tags: true,
        body: ({ spec }) => ({
          name: spec.RoleName,
          path: spec.Path,
          description: spec.Description,
          max_session_duration: spec.MaxSessionDuration,
          permissions_boundary: spec.PermissionsBoundary,
          assume_role_policy: new Json(spec.AssumeRolePolicyDocument),
        }),
        id: (known) => known("RoleName"),
      },
      {
        type: "aws_iam_role_policy",
        tags: false,
        parts: ({ spec }) => Object.keys(spec.Policies as Fields),
        body: ({ spec, output }, policy) => ({
          name: policy,
          role: output("name"),
          policy: new Json((spec.Policies as Fields)[policy]),
        }),
        id: (known, policy) => `${known("RoleName")}:${policy}`,
      },
      {
        type: "aws_iam_role_policy_attachment",
        tags: false,
        parts: ({ spec }) => spec.ManagedPolicyArns as readonly string[],
        body: ({ output }, policy_arn) => ({ role: output("name"), policy_arn }),
        id: (known, arn) => `${known("RoleName")}/${arn}`,
      },
    ],
    attributes: { arn: "arn", name: "name" },
  },

  "iam.oidc-provider": {
    resources: [
      {
        type: "aws_iam_openid_connect_provider",
        tags: true,
        // Others may have added audiences of their own.
        body: ({ spec, has }) => ({
          url: spec.Url,
          client_id_list: [
            ...new Set([...(spec.ClientIDList as string[]), ...((has?.ClientIDList ?? []) as string[])]),
          ],
        }),
        id: (known) => known("arn"),
      },
    ],
    attributes: {},
  },

  "cognito.user-pool": {
    resources: [
      {
        type: "aws_cognito_user_pool",
        tags: true,
        body: ({ spec }) => ({
          name: spec.PoolName,
          username_attributes: spec.UsernameAttributes,
          auto_verified_attributes: spec.AutoVerifiedAttributes,
          deletion_protection: spec.DeletionProtection,
          mfa_configuration: spec.MfaConfiguration,
          username_configuration: new Inner(snake(spec.UsernameConfiguration as Fields)),
          admin_create_user_config: new Inner(snake(spec.AdminCreateUserConfig as Fields)),
          account_recovery_setting: new Inner({
            recovery_mechanism: new Inner(...recoveryMechanisms(spec).map(snake)),
          }),
          software_token_mfa_configuration:
            spec.MfaConfiguration === "OFF"
              ? undefined
              : new Inner(snake(spec.SoftwareTokenMfaConfiguration as Fields)),
          password_policy: spec.Policies && new Inner(snake((spec.Policies as Fields).PasswordPolicy as Fields)),
        }),
        id: (known) => known("id"),
      },
    ],
    attributes: { id: "id", arn: "arn" },
  },

  "cognito.identity-provider": {
    resources: [
      {
        type: "aws_cognito_identity_provider",
        tags: false,
        body: ({
          name,
          spec: { UserPoolId, ProviderName, ProviderType, AttributeMapping, client_secret, MetadataFile, ...details },
        }) => ({
          user_pool_id: UserPoolId,
          provider_name: ProviderName,
          provider_type: ProviderType,
          attribute_mapping: AttributeMapping,
          provider_details: {
            ...details,
            ...(client_secret !== undefined && { client_secret: providerSecret(name, "client secret") }),
            ...(MetadataFile !== undefined && { MetadataFile: providerSecret(name, "metadata") }),
          },
        }),
        id: (known) => `${known("UserPoolId")}:${known("ProviderName")}`,
        // What AWS finds out by itself and answers along.
        ignored: ({ spec }) =>
          derivedDetails[spec.ProviderType as "OIDC" | "SAML"]
            .filter((key) => !(key in spec))
            .map((key) => `provider_details["${key}"]`),
      },
    ],
    attributes: { name: "provider_name" },
    isSecret: ({ spec }) => spec.client_secret !== undefined,
  },

  "cognito.group": {
    resources: [
      {
        type: "aws_cognito_user_group",
        tags: false,
        body: ({ spec }) => ({
          name: spec.GroupName,
          user_pool_id: spec.UserPoolId,
          description: spec.Description,
          precedence: spec.Precedence,
        }),
        id: (known) => `${known("UserPoolId")}/${known("GroupName")}`,
      },
    ],
    attributes: {},
  },

  "cognito.user-pool-domain": {
    resources: [
      {
        type: "aws_cognito_user_pool_domain",
        tags: false,
        // 1: the classic pages. Those of version 2 are blank until somebody gives the client a branding.
        body: ({ spec }) => ({
          domain: spec.Domain,
          user_pool_id: spec.UserPoolId,
          certificate_arn: (spec.CustomDomainConfig as Fields | undefined)?.CertificateArn,
          managed_login_version: spec.ManagedLoginVersion ?? 1,
        }),
        id: (known) => known("Domain"),
      },
    ],
    attributes: { domain: "domain" },
  },

  "cognito.user-pool-client": {
    resources: [
      {
        type: "aws_cognito_user_pool_client",
        tags: false,
        body: ({ spec: { ClientName, UserPoolId, GenerateSecret, ...spec } }) => ({
          name: ClientName,
          user_pool_id: UserPoolId,
          generate_secret: GenerateSecret,
          allowed_oauth_flows_user_pool_client: spec.AllowedOAuthFlowsUserPoolClient,
          allowed_oauth_flows: spec.AllowedOAuthFlows,
          allowed_oauth_scopes: spec.AllowedOAuthScopes,
          callback_urls: spec.CallbackURLs,
          supported_identity_providers: spec.SupportedIdentityProviders,
          explicit_auth_flows: spec.ExplicitAuthFlows,
          prevent_user_existence_errors: spec.PreventUserExistenceErrors,
        }),
        id: (known) => `${known("UserPoolId")}/${known("id")}`,
        // It can't be read back: after an import it would mean a new client.
        ignored: () => ["generate_secret"],
      },
    ],
    attributes: { id: "id" },
  },

  "cognito.managed-login-branding": {
    resources: [
      {
        type: "aws_cognito_managed_login_branding",
        tags: false,
        body: ({ spec }) => ({
          user_pool_id: spec.UserPoolId,
          client_id: spec.ClientId,
          use_cognito_provided_values: true,
        }),
        id: (known) => `${known("UserPoolId")},${known("id")}`,
        // Whoever designs the pages does so elsewhere.
        ignored: () => ["use_cognito_provided_values", "settings"],
      },
    ],
    attributes: {},
  },

  "elbv2.target-group": {
    resources: [
      {
        type: "aws_lb_target_group",
        tags: true,
        body: ({ spec }) => ({
          name: spec.Name,
          port: spec.Port,
          protocol: spec.Protocol,
          protocol_version: spec.ProtocolVersion,
          vpc_id: spec.VpcId,
          target_type: spec.TargetType,
          health_check: new Inner({
            enabled: true,
            protocol: spec.HealthCheckProtocol,
            port: spec.HealthCheckPort,
            path: spec.HealthCheckPath,
            interval: spec.HealthCheckIntervalSeconds,
            timeout: spec.HealthCheckTimeoutSeconds,
            healthy_threshold: spec.HealthyThresholdCount,
            unhealthy_threshold: spec.UnhealthyThresholdCount,
            matcher: (spec.Matcher as Fields).HttpCode,
          }),
        }),
        id: (known) => known("arn"),
      },
    ],
    attributes: { arn: "arn", fullName: "arn_suffix" },
  },

  "elbv2.listener-rule": {
    resources: [
      {
        type: "aws_lb_listener_rule",
        tags: true,
        body: ({ spec }) => ({
          listener_arn: spec.ListenerArn,
          priority: Number(spec.Priority),
          action: new Inner(...(spec.Actions as readonly Fields[]).map(action)),
          condition: new Inner(...(spec.Conditions as readonly Fields[]).map(condition)),
        }),
        id: (known) => known("arn"),
      },
    ],
    attributes: { arn: "arn" },
  },

  "elbv2.default-action": {
    inexpressible: {
      en: "the default action is an argument of the listener, which is somebody else's",
      ja: "デフォルトアクションは、risken-aws の管理対象ではないリスナーの引数です",
    },
  },

  ...domainKinds,

  "autoscaling.attachment": {
    resources: [
      {
        type: "aws_autoscaling_attachment",
        tags: false,
        body: ({ spec }) => ({
          for_each: new Each(spec.AutoScalingGroupNames as readonly string[]),
          autoscaling_group_name: new Expression("each.value"),
          lb_target_group_arn: spec.TargetGroupARN,
        }),
        // The provider imports none. Attaching what is attached changes nothing.
        id: undefined,
      },
    ],
    attributes: {},
  },

  "ec2.security-group-rule": {
    resources: [
      {
        type: "aws_vpc_security_group_ingress_rule",
        tags: true,
        body: ({ spec }) => ({
          security_group_id: spec.GroupId,
          referenced_security_group_id: spec.ReferencedGroupId,
          ip_protocol: spec.IpProtocol,
          from_port: spec.FromPort,
          to_port: spec.ToPort,
          description: spec.Description,
        }),
        id: (known) => known("id"),
      },
    ],
    attributes: {},
  },

  ...observabilityKinds,
};

const linesOf = (text: string): string | Lines => (text.includes("\n") ? new Lines(text.split("\n")) : text);

const isEncrypted = ({ Type }: Fields): boolean => Type === "SecureString";

const secretOf = ({ Name }: Fields, address: string): HiddenVariable =>
  new HiddenVariable(address.replace(/^parameter\//, ""), {
    en: `Value of the parameter ${Name}`,
    ja: `パラメータ ${Name} の値`,
  });

const recoveryMechanisms = ({ AccountRecoverySetting }: Fields) =>
  (AccountRecoverySetting as { readonly RecoveryMechanisms: readonly Fields[] }).RecoveryMechanisms;

const clientSecret = new HiddenVariable("oidc_client_secret", {
  en: "Client secret that the identity provider gave RISKEN",
  ja: "IdP が RISKEN 用に発行したクライアントシークレット",
});

const providerSecret = (name: string, what: "client secret" | "metadata"): HiddenVariable =>
  new HiddenVariable(`${name} ${what}`, {
    en:
      what === "metadata" ? `SAML metadata of the identity provider ${name}` : `Client secret of the provider ${name}`,
    ja: what === "metadata" ? `IdP ${name} の SAML メタデータ` : `IdP ${name} のクライアントシークレット`,
  });

const derivedDetails = {
  OIDC: ["attributes_url_add_attributes", "authorize_url", "token_url", "attributes_url", "jwks_uri"],
  SAML: ["ActiveEncryptionCertificate", "SSORedirectBindingURI", "SLORedirectBindingURI"],
};

/** An action of a rule: the block that says more is called like AWS's field, without `Config`. */
const action = (one: Fields): TfBody => withBlocks(one, { ClientSecret: clientSecret });

/** A condition of a rule has no field of its own: the block's name says it. */
const condition = ({ Field: _, ...one }: Fields): TfBody => withBlocks(one, {});

function withBlocks(one: Fields, secrets: Fields): TfBody {
  const entries = Object.entries(one).map(([name, value]) => {
    const isBlock = typeof value === "object" && value !== null && !Array.isArray(value);
    const inner = isBlock ? new Inner(snake({ ...(value as Fields), ...present(value as Fields, secrets) })) : value;
    return [snakeCase(name.replace(/Config$/, "")), inner] as const;
  });
  return Object.fromEntries(entries);
}

/** Those of the secrets that have a place there. */
const present = (fields: Fields, secrets: Fields): Fields =>
  Object.fromEntries(Object.entries(secrets).filter(([name]) => name in fields));

const snake = (fields: Fields): TfBody =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), value]));
