import { findsEverything } from "./found";
import { federated, standard, withOidc } from "./matrix";

const elsewhere = ["sqs.queue", "ssm.parameter"];

findsEverything("standard", standard, ({ resource }) => !elsewhere.includes(resource.kind.type));
findsEverything("with OIDC", withOidc, ({ resource }) => resource.kind.type === "elbv2.listener-rule");

const pool: Readonly<Record<string, readonly string[]>> = {
  "cognito.user-pool": ["Policies", "UserPoolTags"],
  "cognito.user-pool-client": ["SupportedIdentityProviders"],
  "cognito.user-pool-domain": ["CustomDomainConfig", "ManagedLoginVersion", "deleted"],
  "cognito.managed-login-branding": ["deleted"],
};

findsEverything(
  "with providers federated into the pool",
  federated,
  ({ resource: { kind } }) => kind.type in pool || ["cognito.group", "cognito.identity-provider"].includes(kind.type),
  ({ resource: { kind } }, what) => pool[kind.type]?.includes(what) ?? true,
);
