import { type Account, type Answers, awsError } from "./account";
import { invalid, poolOf } from "./cognito-pools";

export interface UserRow {
  readonly poolId: string;
  readonly username: string;
  readonly attributes: readonly { readonly Name: string; readonly Value?: string }[];
  readonly status: "FORCE_CHANGE_PASSWORD" | "CONFIRMED";
  readonly created: string;
}

const users = (account: Account) => account.table<UserRow>("cognito.users");

export const userAnswers: Pick<
  Answers<"cognito">,
  "AdminCreateUser" | "AdminDeleteUser" | "AdminGetUser" | "ListUsers"
> = {
  AdminCreateUser({ UserPoolId, Username = "", UserAttributes = [] }, account) {
    const pool = poolOf(account, UserPoolId);
    const byEmail = pool.fixed.UsernameAttributes?.includes("email") ?? false;
    if (byEmail && !/^[^\s@]+@[^\s@]+$/.test(Username)) throw invalid("Username should be an email.");
    if (find(account, pool.id, Username)) {
      throw awsError("UsernameExistsException", "An account with the given email already exists.");
    }
    const sub = uuid(account.hex(32));
    const given = UserAttributes.map(({ Name, Value }) => ({ Name: Name!, Value }));
    const row: UserRow = {
      poolId: pool.id,
      // Where people sign in by e-mail their name is one that AWS makes.
      username: byEmail ? sub : Username,
      attributes: [
        { Name: "sub", Value: sub },
        ...(byEmail && !given.some(({ Name }) => Name === "email") ? [{ Name: "email", Value: Username }] : []),
        ...given,
      ],
      status: "FORCE_CHANGE_PASSWORD",
      created: account.now().toISOString(),
    };
    users(account)[`${pool.id}/${row.username}`] = row;
    const { UserAttributes: Attributes, ...rest } = described(row);
    return { User: { ...rest, Attributes } };
  },

  AdminGetUser({ UserPoolId, Username }, account) {
    return described(userOf(account, UserPoolId, Username));
  },

  ListUsers({ UserPoolId, Limit = 60 }, account) {
    const { id } = poolOf(account, UserPoolId);
    const all = Object.values(users(account)).filter(({ poolId }) => poolId === id);
    return {
      Users: all.slice(0, Limit).map((row) => {
        const { UserAttributes: Attributes, ...rest } = described(row);
        return { ...rest, Attributes };
      }),
    };
  },

  AdminDeleteUser({ UserPoolId, Username }, account) {
    const { poolId, username } = userOf(account, UserPoolId, Username);
    delete users(account)[`${poolId}/${username}`];
    return {};
  },
};

const described = ({ username, attributes, status, created }: UserRow) => ({
  Username: username,
  UserAttributes: attributes.map((one) => ({ ...one })),
  UserStatus: status,
  Enabled: true,
  UserCreateDate: new Date(created),
  UserLastModifiedDate: new Date(created),
});

function userOf(account: Account, poolId: string | undefined, name: string | undefined): UserRow {
  const row = find(account, poolOf(account, poolId).id, name ?? "");
  if (row) return row;
  throw awsError("UserNotFoundException", "User does not exist.");
}

/** By the user name or by the e-mail address, as the pool's own rule about capital letters says. */
function find(account: Account, poolId: string, name: string): UserRow | undefined {
  const { UsernameConfiguration } = poolOf(account, poolId).fixed;
  const same = UsernameConfiguration?.CaseSensitive ? name : name.toLowerCase();
  const spelt = (text: string) => (UsernameConfiguration?.CaseSensitive ? text : text.toLowerCase());
  return Object.values(users(account)).find(
    (row) =>
      row.poolId === poolId &&
      [row.username, ...row.attributes.filter(({ Name }) => Name === "email").map(({ Value = "" }) => Value)].some(
        (text) => spelt(text) === same,
      ),
  );
}

const uuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
