import { type Account, type Answers, awsError } from "./account";
import { invalid, poolOf } from "./cognito-pools";

interface Row {
  readonly poolId: string;
  readonly name: string;
  readonly created: string;
  changed: string;
  settings: { readonly Description?: string; readonly Precedence?: number; readonly RoleArn?: string };
  /** User names of those who are in it. */
  readonly members: string[];
}

const groups = (account: Account) => account.table<Row>("cognito.groups");

/** Groups of people in user pools. */
export const groupAnswers: Pick<
  Answers<"cognito">,
  "CreateGroup" | "DeleteGroup" | "GetGroup" | "ListGroups" | "ListUsersInGroup" | "UpdateGroup"
> = {
  CreateGroup({ UserPoolId, GroupName = "", Description, Precedence, RoleArn }, account) {
    const { id } = poolOf(account, UserPoolId);
    if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(GroupName)) {
      throw invalid("Value at 'groupName' failed to satisfy constraint");
    }
    if (groups(account)[`${id} ${GroupName}`]) {
      throw awsError("GroupExistsException", "A group with the name already exists.");
    }
    const now = account.now().toISOString();
    const row: Row = {
      poolId: id,
      name: GroupName,
      created: now,
      changed: now,
      settings: { Description, Precedence, RoleArn },
      members: [],
    };
    groups(account)[`${id} ${GroupName}`] = row;
    return { Group: described(row) };
  },

  GetGroup: ({ UserPoolId, GroupName }, account) => ({ Group: described(groupOf(account, UserPoolId, GroupName)) }),

  ListGroups({ UserPoolId, Limit = 60, NextToken }, account) {
    const { id } = poolOf(account, UserPoolId);
    const all = Object.values(groups(account)).filter(({ poolId }) => poolId === id);
    const from = Number(NextToken ?? 0);
    return {
      Groups: all.slice(from, from + Limit).map(described),
      ...(from + Limit < all.length ? { NextToken: String(from + Limit) } : {}),
    };
  },

  ListUsersInGroup({ UserPoolId, GroupName, Limit = 60 }, account) {
    const { members } = groupOf(account, UserPoolId, GroupName);
    return { Users: members.slice(0, Limit).map((Username) => ({ Username })) };
  },

  UpdateGroup({ UserPoolId, GroupName, Description, Precedence, RoleArn }, account) {
    const row = groupOf(account, UserPoolId, GroupName);
    row.settings = { Description, Precedence, RoleArn };
    row.changed = account.now().toISOString();
    return { Group: described(row) };
  },

  DeleteGroup({ UserPoolId, GroupName }, account) {
    const { poolId, name } = groupOf(account, UserPoolId, GroupName);
    delete groups(account)[`${poolId} ${name}`];
    return {};
  },
};

/** What AdminAddUserToGroup does. */
export function addToGroup(account: Account, poolId: string, group: string, username: string): void {
  groupOf(account, poolId, group).members.push(username);
}

function groupOf(account: Account, poolId: string | undefined, name: string | undefined): Row {
  const row = groups(account)[`${poolOf(account, poolId).id} ${name}`];
  if (row) return row;
  throw awsError("ResourceNotFoundException", "Group not found.");
}

const described = ({ poolId, name, created, changed, settings }: Row) => ({
  GroupName: name,
  UserPoolId: poolId,
  ...settings,
  CreationDate: new Date(created),
  LastModifiedDate: new Date(changed),
});
