import { type Account, type Answers, awsError } from "./account";
import { poolOf } from "./cognito-pools";

interface Row {
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly provided: boolean;
  readonly created: string;
}

const brandings = (account: Account) => account.table<Row>("cognito.brandings");

/** How the pages of managed login look, by app client. */
export const brandingAnswers: Pick<
  Answers<"cognito">,
  "CreateManagedLoginBranding" | "DeleteManagedLoginBranding" | "DescribeManagedLoginBrandingByClient"
> = {
  CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues = false }, account) {
    const { id: poolId } = poolOf(account, UserPoolId);
    const clients = account.table<{ readonly poolId: string }>("cognito.clients");
    if (clients[ClientId ?? ""]?.poolId !== poolId) {
      throw awsError("ResourceNotFoundException", `User pool client ${ClientId} does not exist.`);
    }
    if (brandings(account)[ClientId!]) {
      throw awsError("ManagedLoginBrandingExistsException", "Managed login branding already exists for app client.");
    }
    const hex = account.hex(32);
    const row: Row = {
      id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
      poolId,
      clientId: ClientId!,
      provided: UseCognitoProvidedValues,
      created: account.now().toISOString(),
    };
    brandings(account)[ClientId!] = row;
    return { ManagedLoginBranding: described(row) };
  },

  DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId }, account) {
    const { id } = poolOf(account, UserPoolId);
    const row = brandings(account)[ClientId ?? ""];
    if (row?.poolId === id) return { ManagedLoginBranding: described(row) };
    throw awsError("ResourceNotFoundException", "Managed login branding does not exist for app client.");
  },

  DeleteManagedLoginBranding({ ManagedLoginBrandingId, UserPoolId }, account) {
    const { id } = poolOf(account, UserPoolId);
    const row = Object.values(brandings(account)).find((one) => one.id === ManagedLoginBrandingId && one.poolId === id);
    if (!row) throw awsError("ResourceNotFoundException", "Managed login branding does not exist.");
    delete brandings(account)[row.clientId];
    return {};
  },
};

const described = ({ id, poolId, provided, created }: Row) => ({
  ManagedLoginBrandingId: id,
  UserPoolId: poolId,
  UseCognitoProvidedValues: provided,
  CreationDate: new Date(created),
  LastModifiedDate: new Date(created),
});
