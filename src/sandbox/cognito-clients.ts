import type { CommandsOf } from "../aws/services";
import type { InputOf, OutputOf } from "../aws/session";
import { type Account, type Answers, awsError } from "./account";
import { invalid, poolOf } from "./cognito-pools";
import { providersOf } from "./cognito-providers";

type Operations = CommandsOf<"cognito">;
type Update = InputOf<Operations["UpdateUserPoolClient"]>;
type Described = NonNullable<OutputOf<Operations["DescribeUserPoolClient"]>["UserPoolClient"]>;
type Settings = Omit<Update, "UserPoolId" | "ClientId">;

interface Row {
  readonly id: string;
  readonly poolId: string;
  readonly secret?: string;
  readonly created: string;
  changed: string;
  settings: Settings;
}

const clients = (account: Account) => account.table<Row>("cognito.clients");

/** What AWS fills in where nothing is given, at birth and at every update. */
const defaults = (): Settings => ({
  RefreshTokenValidity: 30,
  TokenValidityUnits: {},
  ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
  AllowedOAuthFlowsUserPoolClient: false,
  PreventUserExistenceErrors: "LEGACY",
  EnableTokenRevocation: true,
  EnablePropagateAdditionalUserContextData: false,
  AuthSessionValidity: 3,
});

/** App clients of user pools. */
export const clientAnswers: Pick<
  Answers<"cognito">,
  | "CreateUserPoolClient"
  | "DeleteUserPoolClient"
  | "DescribeUserPoolClient"
  | "ListUserPoolClients"
  | "UpdateUserPoolClient"
> = {
  CreateUserPoolClient({ UserPoolId, GenerateSecret, ...settings }, account) {
    const pool = poolOf(account, UserPoolId);
    const now = account.now().toISOString();
    const row: Row = {
      id: account.hex(26),
      poolId: pool.id,
      ...(GenerateSecret && { secret: account.hex(51) }),
      created: now,
      changed: now,
      settings: { ...defaults(), ...checked(settings, pool.id, account) },
    };
    clients(account)[row.id] = row;
    return { UserPoolClient: described(row) };
  },

  DescribeUserPoolClient: ({ UserPoolId, ClientId }, account) => ({
    UserPoolClient: described(clientOf(account, UserPoolId, ClientId)),
  }),

  ListUserPoolClients({ UserPoolId, MaxResults = 60, NextToken }, account) {
    const { id } = poolOf(account, UserPoolId);
    if (MaxResults < 1 || MaxResults > 60) {
      throw invalid("Value at 'maxResults' failed to satisfy constraint: Member must have value between 1 and 60");
    }
    const all = Object.values(clients(account)).filter(({ poolId }) => poolId === id);
    const from = Number(NextToken ?? 0);
    return {
      UserPoolClients: all.slice(from, from + MaxResults).map((row) => ({
        ClientId: row.id,
        UserPoolId: id,
        ClientName: row.settings.ClientName,
      })),
      ...(from + MaxResults < all.length ? { NextToken: String(from + MaxResults) } : {}),
    };
  },

  UpdateUserPoolClient({ UserPoolId, ClientId, ...settings }, account) {
    const row = clientOf(account, UserPoolId, ClientId);
    // All that isn't sent goes back to its default; only the name stays.
    row.settings = { ...defaults(), ClientName: row.settings.ClientName, ...checked(settings, row.poolId, account) };
    row.changed = account.now().toISOString();
    return { UserPoolClient: described(row) };
  },

  DeleteUserPoolClient({ UserPoolId, ClientId }, account) {
    const { id } = clientOf(account, UserPoolId, ClientId);
    delete clients(account)[id];
    delete account.table("cognito.brandings")[id];
    return {};
  },
};

function clientOf(account: Account, poolId: string | undefined, id: string | undefined): Row {
  poolOf(account, poolId);
  const row = clients(account)[id ?? ""];
  if (row?.poolId === poolId) return row!;
  throw awsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
}

const described = ({ id, poolId, secret, created, changed, settings }: Row): Described => ({
  ...settings,
  ClientId: id,
  UserPoolId: poolId,
  ...(secret && { ClientSecret: secret }),
  CreationDate: new Date(created),
  LastModifiedDate: new Date(changed),
});

/** The settings of an input in AWS's own order of lists, refused where AWS refuses them. */
function checked(input: Readonly<Settings>, poolId: string, account: Account): Settings {
  const given = Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, Array.isArray(value) ? [...value].sort() : value]),
  ) as Settings;
  const { AllowedOAuthFlows, AllowedOAuthScopes, CallbackURLs, ExplicitAuthFlows, SupportedIdentityProviders } = given;
  if (given.ClientName !== undefined && !/^[\w\s+=,.@-]{1,128}$/.test(given.ClientName)) {
    throw invalid("Value at 'clientName' failed to satisfy constraint");
  }
  if (given.AllowedOAuthFlowsUserPoolClient && !(AllowedOAuthFlows?.length && AllowedOAuthScopes?.length)) {
    throw awsError(
      "InvalidOAuthFlowException",
      "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    );
  }
  if (AllowedOAuthFlows?.some((flow) => flow !== "client_credentials") && !CallbackURLs?.length) {
    throw awsError("InvalidOAuthFlowException", "code and implicit flows need a callback URL.");
  }
  for (const url of CallbackURLs ?? []) {
    if (/^http:/.test(url) && !/^http:\/\/localhost(:|\/|$)/.test(url)) {
      throw invalid(`${url} cannot use the HTTP protocol.`);
    }
  }
  const known = ["COGNITO", ...providersOf(account, poolId).map(({ name }) => name)];
  const unknown = SupportedIdentityProviders?.find((provider) => !known.includes(provider));
  if (unknown) throw invalid(`The provider ${unknown} does not exist for User Pool ${poolId}.`);
  const modern = ExplicitAuthFlows?.filter((flow) => flow.startsWith("ALLOW_")).length ?? 0;
  if (modern > 0 && modern < ExplicitAuthFlows!.length) {
    throw invalid("The ALLOW_ values of ExplicitAuthFlows cannot be mixed with the old ones.");
  }
  return given;
}
