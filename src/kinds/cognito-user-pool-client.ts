import { unless } from "../aws/errors";
import { pages, shared } from "../aws/loader";
import type { commands } from "../aws/services/cognito";
import type { Aws, OutputOf } from "../aws/session";
import { ENV_TAG } from "../aws/tags";
import type { Kind, Observed } from "../engine/kind";
import { ambiguousClient } from "../problems";
import { asSet, fromTheRead, inputsOf } from "./cognito-live";

interface Spec {
  readonly ClientName: string;
  readonly UserPoolId: string;
  /** Whether it has a secret, which load balancers need. The secret itself stays in AWS. */
  readonly GenerateSecret: boolean;
  readonly AllowedOAuthFlowsUserPoolClient: boolean;
  readonly AllowedOAuthFlows: readonly ("code" | "implicit" | "client_credentials")[];
  readonly AllowedOAuthScopes: readonly string[];
  readonly CallbackURLs: readonly string[];
  readonly SupportedIdentityProviders: readonly string[];
  readonly ExplicitAuthFlows: readonly ("ALLOW_REFRESH_TOKEN_AUTH" | "ALLOW_USER_AUTH" | "ALLOW_USER_SRP_AUTH")[];
  readonly PreventUserExistenceErrors: "ENABLED" | "LEGACY";
}

interface Outputs {
  readonly id: string;
}

type Live = NonNullable<OutputOf<(typeof commands)["DescribeUserPoolClient"]>["UserPoolClient"]>;
type Seen = Observed<Spec, Outputs, "ClientName" | "UserPoolId">;

/** Where a load balancer lets people come back to after they have signed in. */
export const CALLBACK_PATH = "/oauth2/idpresponse";

/** An app client of a user pool. */
export const cognitoUserPoolClient: Kind<Spec, Outputs, "ClientName" | "UserPoolId"> = {
  type: "cognito.user-pool-client",
  noun: "user-pool-client",
  title: { en: "Cognito app client", ja: "Cognito アプリクライアント" },
  key: ["ClientName", "UserPoolId"],
  through: "UserPoolId",
  reads: ["cognito-idp:ListUserPoolClients", "cognito-idp:DescribeUserPoolClient"],
  writes: ["cognito-idp:CreateUserPoolClient", "cognito-idp:UpdateUserPoolClient", "cognito-idp:DeleteUserPoolClient"],
  removes: ["cognito-idp:DeleteUserPoolClient"],
  /** What we make signs people in at a load balancer and does nothing else; only such a client is worth a load balancer's name. */
  recognises: ({ spec }) =>
    spec.GenerateSecret &&
    spec.CallbackURLs.length > 0 &&
    spec.CallbackURLs.every((url) => url.endsWith(CALLBACK_PATH)) &&
    spec.AllowedOAuthFlows.every((flow) => flow === "code"),
  immutable: ["GenerateSecret"],
  createsTwice: true,

  canonical(spec) {
    const lists = setFields.flatMap((field) => (spec[field] ? [[field, asSet<string>(spec[field])]] : []));
    return { ...spec, ...Object.fromEntries(lists) };
  },

  /** Further addresses to come back to, beside ours. */
  keeping({ CallbackURLs: wanted }, { CallbackURLs: has }) {
    return wanted?.every((url) => has.includes(url)) ? { CallbackURLs: has } : {};
  },

  widened({ CallbackURLs: wanted }, { CallbackURLs: has }) {
    const before = has.filter((url) => url.endsWith(CALLBACK_PATH));
    return wanted ? { CallbackURLs: [...new Set([...wanted, ...before])] } : {};
  },

  async observe(aws, { ClientName, UserPoolId }, sought) {
    if (sought.id) return look(aws, UserPoolId, sought.id);
    const ids = [...(await clientsOfPool(aws, UserPoolId))].filter(([, name]) => name === ClientName).map(([id]) => id);
    if (ids.length > 1) throw ambiguousClient({ name: ClientName, pool: UserPoolId, ids });
    return ids[0] === undefined ? undefined : look(aws, UserPoolId, ids[0]);
  },

  /** The one of ours that goes by a name of before: people who have signed in through it stay signed in. */
  async lookalike(aws, { UserPoolId }, { tags }) {
    const name = new RegExp(`-${tags[ENV_TAG]}-console$`);
    const ids = [...(await clientsOfPool(aws, UserPoolId))].filter(([, one]) => name.test(one)).map(([id]) => id);
    const seen = await Promise.all(ids.map((id) => look(aws, UserPoolId, id)));
    const ours = seen.filter((one) => one !== undefined && cognitoUserPoolClient.recognises!(one));
    return ours.length === 1 ? ours[0] : undefined;
  },

  async create(aws, spec) {
    const { ClientName, UserPoolId, GenerateSecret } = spec;
    const { UserPoolClient } = await aws.cognito.CreateUserPoolClient(
      { ClientName, UserPoolId, GenerateSecret, ...inputsOf(settings(spec), ourFields) },
      { once: true },
    );
    return UserPoolClient!.ClientId!;
  },

  async update(aws, spec, { outputs: { id } }) {
    const { UserPoolId } = spec;
    await fromTheRead(aws, async () => {
      const live = (await aws.cognito.DescribeUserPoolClient({ UserPoolId, ClientId: id })).UserPoolClient!;
      await aws.cognito.UpdateUserPoolClient({
        UserPoolId,
        ClientId: id,
        ...inputsOf({ ...live, ...settings(spec) }, carriedOver),
      });
    });
  },

  async remove(aws, { UserPoolId }, { outputs }) {
    await unless("ResourceNotFound", aws.cognito.DeleteUserPoolClient({ UserPoolId, ClientId: outputs.id }));
  },
};

/** Names of all clients of a pool, by id. None where the pool is gone. */
export const clientsOfPool = shared(async (aws, UserPoolId): Promise<ReadonlyMap<string, string>> => {
  const clients = await unless(
    "ResourceNotFound",
    pages(
      (NextToken) => aws.cognito.ListUserPoolClients({ UserPoolId, MaxResults: 60, NextToken }),
      (page) => page.UserPoolClients,
      (page) => page.NextToken,
    ),
  );
  return new Map(clients?.map(({ ClientId, ClientName }) => [ClientId!, ClientName!]));
});

async function look(aws: Aws, UserPoolId: string, ClientId: string): Promise<Seen | undefined> {
  const found = await unless("ResourceNotFound", aws.cognito.DescribeUserPoolClient({ UserPoolId, ClientId }));
  const live = found?.UserPoolClient;
  if (!live) return undefined;
  return {
    spec: {
      GenerateSecret: live.ClientSecret !== undefined,
      AllowedOAuthFlowsUserPoolClient: live.AllowedOAuthFlowsUserPoolClient ?? false,
      AllowedOAuthFlows: live.AllowedOAuthFlows ?? [],
      AllowedOAuthScopes: live.AllowedOAuthScopes ?? [],
      CallbackURLs: live.CallbackURLs ?? [],
      SupportedIdentityProviders: live.SupportedIdentityProviders ?? [],
      ExplicitAuthFlows: (live.ExplicitAuthFlows ?? []) as Spec["ExplicitAuthFlows"],
      PreventUserExistenceErrors: live.PreventUserExistenceErrors ?? "LEGACY",
    },
    outputs: { id: ClientId },
  };
}

const setFields = [
  "AllowedOAuthFlows",
  "AllowedOAuthScopes",
  "CallbackURLs",
  "ExplicitAuthFlows",
  "SupportedIdentityProviders",
] as const satisfies readonly (keyof Spec)[];

const ourFields = [...setFields, "AllowedOAuthFlowsUserPoolClient", "PreventUserExistenceErrors"] as const;

/**
 * All that UpdateUserPoolClient takes and DescribeUserPoolClient answers. What is missing in an update is reset
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
 */
const carriedOver = [
  ...ourFields,
  "AccessTokenValidity",
  "AnalyticsConfiguration",
  "AuthSessionValidity",
  "ClientName",
  "DefaultRedirectURI",
  "EnablePropagateAdditionalUserContextData",
  "EnableTokenRevocation",
  "IdTokenValidity",
  "LogoutURLs",
  "ReadAttributes",
  "RefreshTokenRotation",
  "RefreshTokenValidity",
  "TokenValidityUnits",
  "WriteAttributes",
] as const satisfies readonly (keyof Live)[];

/** The declared ones of our fields, as the SDK takes them. */
const settings = (spec: Spec): Pick<Live, (typeof ourFields)[number]> =>
  Object.fromEntries(
    ourFields.flatMap((field) => {
      const value = spec[field];
      return value === undefined ? [] : [[field, Array.isArray(value) ? [...value] : value]];
    }),
  );
